import { isWithinLimit, type Limit, type Result } from './row.ts';

/** The conditions of a measurement. */
export type Circumstances = {
  readonly date: string;
  readonly commit: string;
  readonly cores: number;
  readonly node: string;
  readonly postgres: string;
  readonly runs: number;
  readonly command: string;
};

const VERDICTS = { pass: 'pass', fail: '**FAIL**', 'not applicable': 'not applicable' } as const;

/** One line for the terminal. */
export function asLine(result: Result): string {
  const { row, verdict, tookMs } = result;
  const mark = { pass: 'pass', fail: 'FAIL', 'not applicable': 'n/a ' }[verdict];
  const measured = measuredCell(result);
  return `${mark}  ${row.id.padEnd(28)} ${(tookMs / 1000).toFixed(1).padStart(6)} s  ${measured || (result.note ?? '')}`;
}

export function asMarkdown(results: readonly Result[], circumstances: Circumstances): string {
  const groups = Map.groupBy(results, ({ row }) => row.group);
  return [
    introduction(results, circumstances),
    ...[...groups].map(([group, of]) => `## ${group}\n\n${resultTable(of)}`),
    listResults('Failed', results, 'fail', ({ violations }) => violations.join('; ') || 'a limit is exceeded'),
    listResults('Not applicable', results, 'not applicable', ({ note }) => note ?? ''),
    listResults('Notes', results, 'pass', ({ note }) => note ?? ''),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

function introduction(
  results: readonly Result[],
  { date, commit, cores, node, postgres, runs, command }: Circumstances,
) {
  const count = (verdict: Result['verdict']) => results.filter((result) => result.verdict === verdict).length;
  return `# Reliability

This page shows how Burgee behaves when the database, the cache, the network, a server or a clock fails. \`npm run faults\`
writes it: it starts two servers on one real PostgreSQL and Redis, evaluates 50 times and writes 10 times a second,
causes each fault, and checks every answer, every acknowledged write and the audit trail. Besides the limits below, no
row allows a violation: no failed evaluation, no wrong value, no version that goes backward, no acknowledged write that
is lost or written twice.

| | |
| --- | --- |
| Date | ${date} |
| Commit | ${commit} |
| Machine | ${cores} cores, Node ${node}, PostgreSQL ${postgres} |
| Runs | ${runs}; the worst value counts |
| Command | \`${command}\` |
| Result | ${count('pass')} pass, ${count('fail')} fail, ${count('not applicable')} not applicable |`;
}

function resultTable(results: readonly Result[]): string {
  const lines = results.map((result) => {
    const { row, verdict } = result;
    const cells = [
      `\`${row.id}\``,
      row.title,
      row.promise,
      limitsCell(result),
      measuredCell(result),
      VERDICTS[verdict],
    ];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return ['| id | fault | promise | limit | worst | |', '| --- | --- | --- | --- | --- | --- |', ...lines].join('\n');
}

function listResults(
  title: string,
  all: readonly Result[],
  verdict: Result['verdict'],
  say: (result: Result) => string,
) {
  const lines = all
    .filter((result) => result.verdict === verdict && say(result) !== '')
    .map((result) => `- \`${result.row.id}\`: ${escape(say(result))}`);
  return lines.length === 0 ? '' : `## ${title}\n\n${lines.join('\n')}`;
}

/** Server messages are text, not Markdown. */
function escape(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[*_<>[\]]/g, '\\$&');
}

function limitsCell({ row }: Result): string {
  const limits = Object.entries(row.limits).map(([what, limit]) => `${what} ${limitText(limit)}`);
  return [...limits, '0 violations'].join('; ');
}

function limitText(limit: Limit): string {
  return 'atMost' in limit ? `<= ${figure(limit.atMost)} ${limit.unit}` : `>= ${figure(limit.atLeast)} ${limit.unit}`;
}

/** The measured values, each marked where it exceeds its limit, and the number of violations. */
function measuredCell({ row, verdict, worst, violations }: Result): string {
  if (verdict === 'not applicable') return '';
  const values = Object.entries(row.limits).map(([what, limit]) => {
    const value = worst[what];
    const text = value === undefined || Number.isNaN(value) ? 'not measured' : `${figure(value)} ${limit.unit}`;
    return `${what} ${text}${isWithinLimit(limit, value) ? '' : ' (!)'}`;
  });
  return [...values, `${violations.length} violations`].join('; ');
}

function figure(value: number): string {
  return (value >= 10 ? Math.round(value) : Math.round(value * 10) / 10).toLocaleString('en');
}

export function asJson(results: readonly Result[], circumstances: Circumstances): string {
  const rows = results.map(({ row: { id, group, title, promise, limits }, ...result }) => {
    return { id, group, title, promise, limits, ...result };
  });
  return JSON.stringify({ ...circumstances, rows }, null, 2);
}
