import type { SdkConnectionList } from '@burgee/contracts';
import { arrivedIn, type Sdk, SDKS } from '@burgee/protocols/connect';
import { closest } from '../closest.ts';
import { send } from '../derived/send.ts';
import type { Connection } from '../options.ts';
import { Complaint, type Run, STATUS } from '../world.ts';

const POLL_MS = 2_000;

type Wanted = {
  readonly id: string;
  readonly environment: string;
  readonly sdkKey: string | undefined;
  readonly flag: string;
  readonly wait: boolean;
  readonly json: boolean;
};

/** @throws Complaint for an unknown SDK, if the server refuses, and after an interruption before the first request. */
export async function connectSdk(connection: Connection, wanted: Wanted, run: Run): Promise<void> {
  const sdk = sdkNamed(wanted.id);
  const list = async () => {
    const path = `/api/admin/connections?environment=${encodeURIComponent(wanted.environment)}`;
    const failing = { run, path: 'burgee connect', environment: wanted.environment };
    return JSON.parse(await send(connection, { method: 'GET', path }, failing)) as SdkConnectionList;
  };
  const { items: before, flagd } = await list();
  const code = sdk.code({
    url: connection.url.replace(/\/$/, ''),
    key: wanted.sdkKey ?? (sdk.keyKind === 'web' ? 'YOUR_WEB_KEY' : 'YOUR_SERVER_KEY'),
    flagKey: wanted.flag,
    flagd,
  });
  const { id, label, protocol, install = null, docs } = sdk;
  if (wanted.json) run.print(JSON.stringify({ sdk: id, label, protocol, install, code, docs: `docs/${docs}` }));
  else run.print(install === null ? code : `${install}\n\n${code}`);
  if (wanted.sdkKey === undefined) {
    run.complain(
      `Create the key: burgee keys create --kind ${sdk.keyKind} --environment ${wanted.environment} --name app`,
    );
  }
  if (protocol === 'flagd' && !flagd) {
    run.complain('This server does not serve the protocol of flagd. Set FLAGD_SYNC_PORT=8015, and start it again.');
  }
  if (wanted.wait) await waitForRequest({ sdk, before, list, run });
}

function sdkNamed(id: string): Sdk {
  const sdk = SDKS.find((one) => one.id === id);
  if (sdk) return sdk;
  const meant = closest(id, [...SDKS.map((one) => one.id)]);
  const question = meant === undefined ? '' : ` Did you mean ${meant}?`;
  throw new Complaint(`No SDK is called "${id}".${question}`, STATUS.usage, 'burgee connect --help');
}

type Waiting = {
  readonly sdk: Sdk;
  readonly before: SdkConnectionList['items'];
  readonly list: () => Promise<SdkConnectionList>;
  readonly run: Run;
};

async function waitForRequest({ sdk, before, list, run }: Waiting): Promise<void> {
  run.complain('Waiting for the first request. Press Ctrl+C to stop.');
  const interruption = run.interruption();
  while (!interruption.aborted) {
    await run.wait(POLL_MS);
    const { items } = await list();
    const arrived = arrivedIn(items, { protocol: sdk.protocol, keyId: undefined, before });
    if (!arrived) continue;
    run.complain(
      `Connected: a request arrived ${arrived.key ? `with the key "${arrived.key.name}"` : 'without a key'}.`,
    );
    return;
  }
  throw new Complaint('No request arrived.', STATUS.refused, 'burgee connections ls');
}
