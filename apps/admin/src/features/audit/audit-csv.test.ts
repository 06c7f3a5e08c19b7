import type { AuditEntry, EnvironmentKey, RulesetVersion } from '@burgee/contracts';
import { describe, expect, it } from 'vitest';
import { auditCsv } from './audit-csv.ts';

describe('the audit trail as CSV', () => {
  it('has a header line and one line per entry', () => {
    const [names, ...entries] = csvLines(auditCsv([anEntry({}), anEntry({ number: 2 })]));

    expect(names).toMatch(/^\uFEFFnumber,at,actor,/);
    expect(entries).toHaveLength(2);
    expect(entries[1]).toMatch(/^2,2026-11-21T08:00:00Z,ada@example.org,updated,flag,checkout,production,7,/);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])(
    'prefixes %j with a quote, because spreadsheets would run it as a formula',
    (reason) => {
      expect(auditCsv([anEntry({ reason })])).toContain(`'${reason}`);
    },
  );

  it('leaves signs in the middle of a text unchanged', () => {
    expect(auditCsv([anEntry({ reason: '1-1=0' })])).toContain(',1-1=0,');
  });

  it('quotes commas, quotes and line breaks, even in formulas', () => {
    expect(auditCsv([anEntry({ reason: 'a "b", c\nd' })])).toContain('"a ""b"", c\nd"');
    expect(auditCsv([anEntry({ reason: '=HYPERLINK("x","y")' })])).toContain(`"'=HYPERLINK(""x"",""y"")"`);
  });

  it('leaves null cells empty and writes objects as JSON', () => {
    expect(auditCsv([anEntry({ before: null, after: { enabled: true } })])).toContain(',,"{""enabled"":true}",');
  });
});

function csvLines(csv: string): string[] {
  return csv.split('\r\n').slice(0, -1);
}

function anEntry(fields: Partial<AuditEntry>): AuditEntry {
  return {
    id: '00000000-0000-4000-8000-000000000001',
    number: 1,
    environment: 'production' as EnvironmentKey,
    version: 7 as RulesetVersion,
    at: '2026-11-21T08:00:00Z',
    actor: 'ada@example.org',
    action: 'updated',
    subject: 'flag',
    key: 'checkout',
    overrideType: null,
    target: null,
    reason: null,
    via: null,
    client: null,
    before: null,
    after: null,
    ...fields,
  };
}
