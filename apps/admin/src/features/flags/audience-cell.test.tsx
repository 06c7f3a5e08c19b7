import { FlagKey, flagState, type FlagTableRow } from '@burgee/contracts';
import { cleanup, screen } from '@testing-library/react';
import { afterEach, it } from 'vitest';
import { renderForAdmin } from '../../test-app.tsx';
import { aStoredFlag } from '../flag/test-flag.ts';
import { AudienceCell } from './audience-cell.tsx';

const NOW = Date.parse('2027-01-01T12:00:00Z');
const global = { value: true } as FlagTableRow['global'];
const block: FlagTableRow['block'] = { kind: 'prerequisite', flagKey: FlagKey.parse('checkout'), problem: 'off' };

afterEach(cleanup);

function renderAudienceCell(fields: Parameters<typeof aStoredFlag>[0], shown: FlagTableRow['block']): void {
  const state = flagState(aStoredFlag(fields), NOW);
  renderForAdmin(<AudienceCell emergency={undefined} global={global} block={shown} state={state} now={NOW} />, {}, NOW);
}

it('the cell of a blocked flag names the required flag, and its global override has no effect', () => {
  renderAudienceCell({}, block);
  screen.getByText('No one: checkout is off');
  screen.getByText('Global override: no effect because checkout is off.');
});

it('the cell of a flag that is off reports that its global override has no effect', () => {
  renderAudienceCell({ enabled: false }, null);
  screen.getByText('No one; when on: everyone gets true');
  screen.getByText('Global override: no effect while the flag is off.');
});

it('the cell of a flag that is on shows the value of its global override', () => {
  renderAudienceCell({}, null);
  screen.getByText('Global override');
  screen.getByText('Everyone gets true');
});
