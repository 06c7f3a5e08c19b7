import { getFlags } from '../lib/burgee';
import { PayButton } from './pay-button';

export default async function Page() {
  const flags = await getFlags();
  return (
    <main>
      <h1>{flags.isEnabled('new-checkout') ? 'The new checkout' : 'The old checkout'}</h1>
      <PayButton />
    </main>
  );
}
