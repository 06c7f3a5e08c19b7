import { DomainError } from '@burgee/contracts';
import { z } from 'zod';

/** The place in a list: a page as the use case counts them, and the items of it that were already sent. */
export type Position = {
  /** A number, the cursor of the use case, or `null` for the first page. */
  readonly page: number | string | null;
  readonly skip: number;
};

const START: Position = { page: null, skip: 0 };

const Stored = z.tuple([z.union([z.int().positive(), z.string().max(200), z.null()]), z.int().nonnegative()]);

export function formatCursor({ page, skip }: Position): string {
  return Buffer.from(JSON.stringify([page, skip])).toString('base64url');
}

/** @throws DomainError VALIDATION_FAILED. */
export function parseCursor(cursor: unknown): Position {
  if (cursor === undefined) return START;
  const parsed = Stored.safeParse(typeof cursor === 'string' ? jsonOf(cursor) : undefined);
  if (parsed.success) return { page: parsed.data[0], skip: parsed.data[1] };
  const details = [{ path: 'cursor', message: 'use the nextCursor of an answer unchanged' }];
  throw new DomainError({ code: 'VALIDATION_FAILED', details });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
}
