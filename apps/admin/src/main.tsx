import './without-eval.ts';
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import '@mantine/spotlight/styles.layer.css';
import './styles.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { createApp } from './app/create-app.ts';
import { readNonce } from './app/nonce.ts';
import { randomId } from './app/random-id.ts';
import { pinIcon } from './app/server-url.ts';
import { setLocales } from './ui/format/locale.ts';

const root = document.getElementById('root');
pinIcon(document);
setLocales(navigator.languages);
if (!root) throw new Error('The page has no element #root.');
const app = createApp({
  now: () => Date.now(),
  random: () => Math.random(),
  newId: () => randomId(crypto),
  nonce: readNonce(document),
});
createRoot(root).render(
  <StrictMode>
    <App app={app} />
  </StrictMode>,
);
