import type { ReactNode } from 'react';
import { serverBase } from './server-base.ts';

/** Explains how to change the flags of this page for everyone or only for oneself. */
export function HowTo({ children }: { readonly children: ReactNode }) {
  const body = '{"enabled": true, "rolloutPercentage": 100}';
  return (
    <footer className="how-to">
      <h2>Flip a flag</h2>
      <p>Use the token that the server prints when it starts in development:</p>
      <pre>
        <code>
          {`curl -X POST ${location.origin}${serverBase()}/api/admin/flags/wishlist-gallery \\
  -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\
  -d '${body}'`}
        </code>
      </pre>
      <p>Set the percentage to 50 and switch between users: each user always sees the same result.</p>
      <p>Or inspect the flags of this page and override them only for yourself: {children}</p>
    </footer>
  );
}
