import { callUseCase, parseInput, type RequestContext } from '@burgee/api';
import { ownValue } from '@burgee/contracts';
import { z } from 'zod';
import { parseCursor, type Position } from './position.ts';
import { fit, pageOf, type Result, toResult } from './result.ts';
import type { Tool } from './tools.ts';

type Arguments = Readonly<Record<string, unknown>>;

/** Calls the use case of a tool. @throws DomainError its failures, and VALIDATION_FAILED for wrong arguments. */
export async function runTool(tool: Tool, request: RequestContext, sent: Arguments): Promise<Result> {
  const { useCase, agent, name } = tool;
  const { list, fixed } = agent;
  // Before access is checked: the schema is public, and a missing environment would count as all of them.
  parseInput(tool.input, sent);
  const { cursor, ...own } = sent;
  const position = parseCursor(list === undefined ? undefined : cursor);
  const given = list === undefined ? sent : own;
  const raw = inputFor(tool, { ...given, ...fixed }, position);
  const output = await callUseCase(useCase, request, { raw, operation: `mcp ${name}` });
  const result = toResult(output);
  return list === undefined ? fit(result) : pageOf(result, { list, position, next: nextPage(result, position) });
}

function inputFor({ useCase: { input } }: Tool, fields: Arguments, { page }: Position): Arguments | undefined {
  if (input instanceof z.ZodVoid) return undefined;
  if (page === null) return fields;
  return { ...fields, ...(typeof page === 'number' ? { page } : { cursor: page }) };
}

/** Use cases page by number, or by a cursor of their own, or not at all. */
function nextPage(result: Result, { page }: Position): Position | undefined {
  const cursor = ownValue(result, 'nextCursor');
  if (typeof cursor === 'string') return { page: cursor, skip: 0 };
  const counted = Pagination.safeParse(ownValue(result, 'pagination'));
  if (!counted.success) return undefined;
  const { pageSize, total } = counted.data;
  const current = typeof page === 'number' ? page : 1;
  return current * pageSize < total ? { page: current + 1, skip: 0 } : undefined;
}

const Pagination = z.object({ pageSize: z.int(), total: z.int() });
