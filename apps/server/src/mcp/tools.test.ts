import { AGENT_CASES, openUseCase, USE_CASES } from '@burgee/api';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
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

  it('has a name of its own, and there is none for emergencies, keys, people and environments', () => {
    const names = toolsOf([...USE_CASES, ...AGENT_CASES]).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => /emergency|key|person|people|environment|delete|global/.test(name))).toEqual([]);
  });
});
