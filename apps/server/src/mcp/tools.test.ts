import { AGENT_CASES, openUseCase, USE_CASES } from '@burgee/api';
import { PERMISSIONS } from '@burgee/contracts';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { searchDocsCase } from './search-docs-case.ts';
import { toolsOf } from './tools.ts';

const fixture = openUseCase({
  name: 'fixture.read',
  summary: 'Read the fixture',
  kind: 'query',
  input: z.strictObject({
    place: z.string(),
    secret: z.string().optional(),
    page: z.int().default(1),
    status: z.string(),
  }),
  output: z.strictObject({ items: z.array(z.string()) }),
  examples: [],
  agent: { tool: 'fixture_read', without: ['secret'], fixed: { status: 'old' }, list: 'items' },
  run: () => ({ items: [] }),
});

describe('14.4 a tool', () => {
  it('derives from its use case, without what agents cannot set', () => {
    expect(toolsOf([fixture])).toMatchObject([
      {
        name: 'fixture_read',
        summary: 'Read the fixture',
        isWrite: false,
        inputSchema: {
          type: 'object',
          properties: { place: { type: 'string' }, cursor: { type: 'string' } },
          required: ['place'],
          additionalProperties: false,
        },
      },
    ]);
    expect(toolsOf([{ ...fixture, agent: [] }])).toEqual([]);
  });

  it('has a real schema for a union, and for no input', () => {
    const union = z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('a'), one: z.string() }),
      z.strictObject({ kind: z.literal('b'), two: z.int() }),
    ]);
    const [ofUnion, ofNone] = toolsOf([
      { ...fixture, input: union, agent: [{ tool: 'a' }] },
      { ...fixture, input: z.void(), agent: [{ tool: 'b' }] },
    ]);
    expect(ofUnion?.inputSchema).toMatchObject({
      type: 'object',
      oneOf: [{ properties: { kind: { const: 'a' } } }, { properties: { kind: { const: 'b' } } }],
    });
    expect(ofNone?.inputSchema).toEqual({ type: 'object', properties: {}, additionalProperties: false });
  });

  it('is in the documentation, with its role and the setting that it needs', async () => {
    const page = await readFile(join(import.meta.dirname, '../../../../docs/mcp.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `(\w+)` +\| (\w+)/gm)].map(([, name, role]) => [name, role]);
    const tools = toolsOf([...USE_CASES, ...AGENT_CASES, searchDocsCase('')]);
    const expected = tools.map(({ name, useCase: { access }, agent, isWrite }) => {
      const permission = agent.needs ?? (access.kind === 'open' ? undefined : access.permission);
      return { row: [name, permission ? PERMISSIONS[permission].role : 'any'], isWrite };
    });
    expect(rows.toSorted()).toEqual(expected.map(({ row }) => row).toSorted());
    expect(rows.slice(-5).toSorted()).toEqual(
      expected.flatMap(({ row, isWrite }) => (isWrite ? [row] : [])).toSorted(),
    );
  });

  it('has a name of its own, and there is none for emergencies, keys, people and environments', () => {
    const names = toolsOf([...USE_CASES, ...AGENT_CASES]).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => /emergency|key|person|people|environment|delete|global/.test(name))).toEqual([]);
  });
});
