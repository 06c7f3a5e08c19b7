import type { ApiKeyKind } from '@burgee/contracts';

type Look = { readonly label: string; readonly color: string; readonly hint: string };

export const KIND_LOOK: Readonly<Record<ApiKeyKind, Look>> = {
  server: { label: 'Server', color: 'blue', hint: 'For services. It is secret: it can evaluate every flag here.' },
  web: {
    label: 'Web',
    color: 'teal',
    hint: 'For pages. It is public: it receives values but nothing about who is targeted.',
  },
  admin: { label: 'Admin', color: 'grape', hint: 'For scripts that make changes.' },
};
