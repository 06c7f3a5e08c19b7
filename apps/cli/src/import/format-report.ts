import type { EnvironmentPlan, UnleashReport } from '@burgee/contracts';
import { SIGNS } from '../environment-files/format-plan.ts';
import { formatTable } from '../output/table.ts';
import { visibleText } from '../visible-text.ts';

/** The report of an import for people. */
export function formatReport({ environments, plans, problems, kept, archived, lost }: UnleashReport): string {
  const elsewhere = environments.flatMap(({ name, into }) => (name === null || into !== null ? [] : [name]));
  const parts = [
    ...plans.map(listChanges),
    elsewhere.length > 0 && `Environments of the export that are left out: ${visibleText(elsewhere.join(', '))}`,
    problems.length > 0 &&
      `Left out:\n${formatTable(
        ['environment', 'feature', 'part', 'reason'],
        problems.map(({ environment, feature, construct, message }) => [environment, feature, construct, message]),
        false,
      )}`,
    kept.length > 0 &&
      `Kept as they are here (--update changes them):\n${kept
        .map(({ environment, flagKey }) => `  ${environment}  ${visibleText(flagKey)}`)
        .join('\n')}`,
    archived.length > 0 && `Archived in Unleash, so left out: ${visibleText(archived.join(', '))}`,
    lost.length > 0 && `Without a counterpart here, and without an effect on answers: ${countParts(lost)}`,
  ];
  return parts.filter((part) => part !== false).join('\n\n');
}

/** Without the values, because an import has hundreds of flags. `--json` prints them. */
function listChanges({ environment, changes, unchanged }: EnvironmentPlan): string {
  const lines = changes.map(({ action, subject, key, fields }) => {
    const names = action === 'change' ? `: ${fields.map(({ field }) => field).join(', ')}` : '';
    return `  ${SIGNS[action]} ${subject} ${visibleText(key)}${visibleText(names)}`;
  });
  const rest = unchanged > 0 || lines.length === 0 ? [`  ${unchanged} unchanged`] : [];
  return [environment, ...lines, ...rest].join('\n');
}

function countParts(lost: UnleashReport['lost']): string {
  const counts = new Map<string, number>();
  for (const part of lost.flatMap(({ parts }) => parts)) counts.set(part, (counts.get(part) ?? 0) + 1);
  return [...counts].map(([part, count]) => `${part} (${count})`).join(', ');
}
