import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Content from a server, in a file. Its first line describes the rest of it, which is the JSON of the content. */
export type SnapshotFile<T extends Versioned> = {
  /** Never rejects. */
  read(): Promise<SnapshotRead<T>>;
  /** Replaces the file as a whole: after a crash, there is the old file or the new one. @throws Error of the file system. */
  write(snapshot: Snapshot<T>): Promise<void>;
};

/** Versions of different origins do not compare. */
export type Versioned = { readonly origin: string; readonly version: number };

export type Snapshot<T extends Versioned> = {
  readonly synced: T;
  /** When the server confirmed it, in milliseconds since 1970. */
  readonly confirmedAt: number;
};

/** `problem`: why the file is ignored. Neither is present if there is no file. */
type SnapshotRead<T extends Versioned> = { readonly snapshot?: Snapshot<T>; readonly problem?: string };

type Header = {
  readonly format: typeof FORMAT;
  /** Tells files of other keys and servers apart, without revealing the key. */
  readonly source: string;
  readonly origin: string;
  readonly version: number;
  readonly confirmedAt: number;
  readonly bytes: number;
  /** Covers the other fields and the content. */
  readonly sha256: string;
};

const FORMAT = 'burgee-snapshot-1';
/** The first line is shorter. */
const MAX_HEADER_BYTES = 2_000;

/** The server and the key from which a content comes. */
export type SnapshotSource = { readonly url: string; readonly key?: string | undefined };

type SnapshotFileOptions<T extends Versioned> = {
  readonly path: string;
  readonly source: SnapshotSource;
  /** Differs between processes that share the file. */
  readonly id: string;
  readonly isContent: (value: unknown) => value is T;
  /** The content in messages, such as "a ruleset". */
  readonly what: string;
};

export function createSnapshotFile<T extends Versioned>({
  path,
  source: { url, key = '' },
  id,
  isContent,
  what,
}: SnapshotFileOptions<T>): SnapshotFile<T> {
  const source = sha256(`${url}\n${key}`);

  async function read(): Promise<SnapshotRead<T>> {
    try {
      return parse(await readFile(path));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
      return { problem: `it cannot be read: ${String((error as Error).message)}` };
    }
  }

  function parse(file: Buffer): SnapshotRead<T> {
    const header = readHeader(file);
    if (!header) return { problem: 'it is not a snapshot of this version of Burgee, or its first line is damaged' };
    if (header.source !== source) return { problem: 'it belongs to another server or key' };
    const body = file.subarray(file.indexOf('\n') + 1);
    if (body.length !== header.bytes) return { problem: `it has ${body.length} bytes of content, not ${header.bytes}` };
    if (checksum(header, body) !== header.sha256) return { problem: 'it does not match its checksum' };
    const synced = parseJson(body);
    if (!isContent(synced)) return { problem: `its content is not ${what}` };
    return { snapshot: { synced, confirmedAt: header.confirmedAt } };
  }

  /** Whether another process that shares the file has written a newer version. */
  async function isNewer({ origin, version }: T): Promise<boolean> {
    const file = await open(path, 'r').catch(() => undefined);
    if (!file) return false;
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_HEADER_BYTES), 0, MAX_HEADER_BYTES);
      const header = readHeader(buffer.subarray(0, bytesRead));
      return header?.source === source && header.origin === origin && header.version > version;
    } finally {
      await file.close();
    }
  }

  async function write({ synced, confirmedAt }: Snapshot<T>): Promise<void> {
    const { origin, version } = synced;
    const body = Buffer.from(JSON.stringify(synced));
    const fields = { format: FORMAT, source, origin, version, confirmedAt, bytes: body.length } as const;
    const header: Header = { ...fields, sha256: checksum(fields, body) };
    const temporary = `${path}.${id}.tmp`;
    await mkdir(dirname(path), { recursive: true });
    if (await isNewer(synced)) return;
    try {
      const file = await open(temporary, 'w', 0o600);
      try {
        await file.writeFile(`${JSON.stringify(header)}\n`);
        await file.writeFile(body);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw error;
    }
  }

  return { read, write };
}

function readHeader(file: Buffer): Header | undefined {
  const header = parseJson(file.subarray(0, Math.max(file.indexOf('\n'), 0))) as Partial<Header> | null | undefined;
  return header?.format === FORMAT ? (header as Header) : undefined;
}

function checksum({ source, origin, version, confirmedAt }: Omit<Header, 'sha256'>, body: Buffer): string {
  return sha256(JSON.stringify([source, origin, version, confirmedAt]), body);
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

function sha256(...parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
