import type { ApiKeyKind } from '@burgee/contracts';

type Look = { readonly label: string; readonly colour: string; readonly hint: string };

export const KIND_LOOK: Readonly<Record<ApiKeyKind, Look>> = {
  server: { label: 'Server', colour: 'blue', hint: 'For services. It is a secret: it may evaluate anything here.' },
  web: {
    label: 'Web',
    colour: 'teal',
    hint: 'For pages. It is public: it gets values, and nothing about who is targeted.',
  },
  admin: { label: 'Admin', colour: 'grape', hint: 'For scripts that change things.' },
};
