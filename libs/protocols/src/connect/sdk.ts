import type { SdkProtocol } from '@burgee/contracts';

/** A library by which a program asks for flags. */
export type Sdk = {
  readonly id: string;
  /** Its name and its language or runtime, as people search for it. */
  readonly label: string;
  readonly protocol: SdkProtocol;
  /** The kind of key that it takes: web keys are public, so that pages can have them. */
  readonly keyKind: 'server' | 'web';
  readonly language: 'ts' | 'tsx' | 'go' | 'java' | 'python' | 'sh';
  /** The command that installs it; absent if there is nothing to install. */
  readonly install?: string;
  /** Everything that connects it and reads one flag. */
  code(place: ConnectionPlace): string;
  /** Its page, below `docs/`. */
  readonly docs: string;
};

/** The values in the lines to paste. */
export type ConnectionPlace = {
  /** The server, without a slash at the end. */
  readonly url: string;
  /** A secret, or a text in its place. */
  readonly key: string;
  /** A boolean flag. */
  readonly flagKey: string;
  /** How the server serves flagd's protocol; `null` if it does not. */
  readonly flagd: { readonly port: number; readonly tls: boolean } | null;
};

/** A text as a literal, in the languages of all SDKs. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

export function hostOf(url: string): string {
  return new URL(url).hostname;
}

export function usesTls(url: string): boolean {
  return url.startsWith('https:');
}
