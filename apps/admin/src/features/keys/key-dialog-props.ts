import type { ApiKey, Environment } from '@burgee/contracts';

export type KeyDialogProps = {
  readonly apiKey: ApiKey;
  readonly environment: Environment | undefined;
  readonly onClose: () => void;
};
