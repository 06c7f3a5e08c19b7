import { ScrollArea, Table, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { ownValue, type FlagUsage } from '@burgee/contracts';
import { shortTime } from '../../ui/time-words.ts';
import { usageRows, type UsageTotal } from './usage-rows.ts';

/** The exact numbers of the chart, also for people who cannot see it. */
export function UsageTable({ usage, totals }: { readonly usage: FlagUsage; readonly totals: readonly UsageTotal[] }) {
  const [isOpen, { toggle }] = useDisclosure(false);
  return (
    <>
      <Text size="sm" mt="xs">
        {usage.total.toLocaleString('en')} in total:{' '}
        {totals.map(({ variant, count }) => `${variant} ${count.toLocaleString('en')}`).join(', ')}.{' '}
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
                  <Table.Td>{shortTime(String(row['hour']))}</Table.Td>
                  {totals.map(({ variant }) => (
                    <Table.Td key={variant}>{Number(ownValue(row, variant) ?? 0).toLocaleString('en')}</Table.Td>
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
