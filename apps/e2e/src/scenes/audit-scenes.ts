import { dialog, PHONE_WIDTH, press, PRODUCTION, type Scene, text } from './scene.ts';

const path = `/audit${PRODUCTION}`;

export const AUDIT_SCENES: readonly Scene[] = [
  { name: 'audit', path, picture: 'audit', sees: text(/Incident 2291/) },
  { name: 'audit, an entry opened', path, act: press(/Week two/), sees: text('25') },
  { name: 'audit, on a phone', path, width: PHONE_WIDTH, sees: text(/Incident 2291/) },
  { name: 'audit, no match', path: `${path}&actor=nobody`, sees: text('No entries') },
  {
    name: 'audit, loading',
    path,
    calls: { 'audit.list': 'never' },
    sees: (page) => page.getByRole('status', { name: 'Loading' }),
  },
  { name: 'audit, failed', path, calls: { 'audit.list': 'fails' }, sees: (page) => page.getByRole('alert') },
  { name: 'audit, verified', path, act: press('Verify'), sees: text('The trail is intact') },
  {
    name: 'audit, broken',
    path,
    calls: {
      'audit.verify': {
        status: 'broken',
        entries: 4711,
        unchained: 12,
        head: { number: 4711, mac: 'x'.repeat(43) },
        problem: { number: 1200, what: 'changed' },
      },
    },
    act: press('Verify'),
    sees: dialog('Audit trail verification'),
  },
  { name: 'audit, exported', path, act: press('Export'), sees: (page) => page.getByRole('menuitem') },
];
