import { FlagProvider, useFlag, useFlagStatus } from '@burgee/react';
import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { FALLBACK, GREETING } from '../greeting.ts';

declare global {
  /** Gives the page another token, as an application does before the previous one expires. */
  var renewToken: (token: string) => void;
  /** Every greeting that was on the screen, in order. */
  var greetings: string[];
}

globalThis.greetings = [];

function Form() {
  const greeting = useFlag(GREETING, FALLBACK);
  const { state, connection } = useFlagStatus();
  useEffect(() => void greetings.push(greeting), [greeting]);
  return (
    <form>
      <h1>{greeting}</h1>
      <input aria-label="Wish" />
      <p role="status">
        {state}, {connection}
      </p>
    </form>
  );
}

function App() {
  const [token, setToken] = useState(new URLSearchParams(location.search).get('token') ?? undefined);
  useEffect(() => {
    globalThis.renewToken = setToken;
  }, []);
  return (
    <FlagProvider url="" sdkKey={token}>
      <Form />
    </FlagProvider>
  );
}

createRoot(document.body.appendChild(document.createElement('main'))).render(<App />);
