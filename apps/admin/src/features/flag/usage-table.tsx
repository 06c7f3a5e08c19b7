import { type FlagUsage, ownValue } from '@burgee/contracts';
import { ScrollArea, Table, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { formatTime } from '../../ui/format/dates.ts';
import { formatNumber } from '../../ui/format/numbers.ts';
import { usageRows, type UsageTotal } from './usage-rows.ts';

/** The exact numbers of the chart, also for people who cannot see it. */
export function UsageTable({ usage, totals }: { readonly usage: FlagUsage; readonly totals: readonly UsageTotal[] }) {
  const [isOpen, { toggle }] = useDisclosure(false);
  return (
    <>
      <Text size="sm" mt="xs">
        {formatNumber(usage.total)} in total:{' '}
        {totals.map(({ variant, count }) => `${variant} ${formatNumber(count)}`).join(', ')}.{' '}
        <UnstyledButton onClick={toggle} aria-expanded={isOpen} fz="sm" td="underline" mih={24}>
          {isOpen ? 'Hide table' : 'Show as table'}
        </UnstyledButton>
      </Text>
      {isOpen && (
        <ScrollArea
          mah={320}
          mt="xs"
          viewportProps={{ tabIndex: 0, role: 'group', 'aria-label': 'Evaluations by hour' }}
        >
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Hour</Table.Th>
                {totals.map(({ variant }) => (
                  <Table.Th key={variant}>{variant}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {usageRows(usage).map((row) => (
                <Table.Tr key={row['hour']}>
                  <Table.Td>{formatTime(String(row['hour']))}</Table.Td>
                  {totals.map(({ variant }) => (
                    <Table.Td key={variant}>{formatNumber(Number(ownValue(row, variant) ?? 0))}</Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea>
      )}
    </>
  );
}
