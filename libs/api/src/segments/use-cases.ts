import {
  CreateSegmentInput,
  DeleteSegmentInput,
  ListSegmentsInput,
  RevertSegmentInput,
  Segment,
  SegmentPage,
  SegmentUsage,
  StoredSegmentRef,
  UpdateSegmentInput,
} from '@burgee/contracts';
import { z } from 'zod';
import { EXAMPLE_ENTRIES } from '../example-ids.ts';
import { useCase } from '../use-case.ts';
import { createSegment, deleteSegment, updateSegment } from './change.ts';
import { getSegment, getSegmentUsage, listSegments } from './read.ts';
import { revertSegment } from './revert.ts';

const read = { kind: 'query', permission: 'segments:read' } as const;
const change = { kind: 'mutation', permission: 'segments:write' } as const;
const environment = 'production';
const testers = { environment, key: 'beta-testers' };
const PATH = '/api/admin/segments/:segmentKey';

export const segmentCases = {
  list: useCase({
    ...read,
    name: 'segments.list',
    summary: 'List the segments of an environment',
    input: ListSegmentsInput,
    output: SegmentPage,
    rest: 'GET /api/admin/segments',
    examples: [{ input: { environment } }],
    agent: { tool: 'segments_list', list: 'items' },
    run: ({ services }, input) => listSegments(services.database, input),
  }),
  get: useCase({
    ...read,
    name: 'segments.get',
    summary: 'Get one segment',
    input: StoredSegmentRef,
    output: Segment,
    rest: `GET ${PATH}`,
    failures: ['SEGMENT_NOT_FOUND'],
    examples: [{ input: testers }],
    agent: { tool: 'segment_get' },
    run: ({ services }, input) => getSegment(services.database, input),
  }),
  usage: useCase({
    ...read,
    name: 'segments.usage',
    summary: 'List the flags and segments that refer to a segment',
    input: StoredSegmentRef,
    output: SegmentUsage,
    rest: `GET ${PATH}/usage`,
    failures: ['SEGMENT_NOT_FOUND'],
    examples: [{ input: testers }],
    run: ({ services }, input) => getSegmentUsage(services.database, input),
  }),
  create: useCase({
    ...change,
    name: 'segments.create',
    summary: 'Create a segment',
    input: CreateSegmentInput,
    output: Segment,
    rest: { route: 'POST /api/admin/segments', status: 201 },
    failures: ['KEY_TAKEN'],
    examples: [
      {
        input: {
          environment,
          key: 'employees',
          name: 'Employees',
          condition: { attribute: 'email', operator: 'endsWith', values: ['@example.com'] },
        },
      },
    ],
    run: ({ write }, input) => createSegment(write, input),
  }),
  update: useCase({
    ...change,
    name: 'segments.update',
    summary: 'Change the given fields of a segment',
    input: UpdateSegmentInput,
    output: Segment,
    rest: `PATCH ${PATH}`,
    failures: ['SEGMENT_NOT_FOUND', 'STALE_REVISION'],
    examples: [{ input: { ...testers, description: 'People who asked to try new things first' } }],
    run: ({ write }, input) => updateSegment(write, input),
  }),
  revert: useCase({
    ...change,
    name: 'segments.revert',
    summary: 'Undo a change of a segment; the answer is null if the segment did not exist before',
    input: RevertSegmentInput,
    output: Segment.nullable(),
    rest: `POST ${PATH}/revert`,
    failures: ['SEGMENT_NOT_FOUND', 'STALE_REVISION', 'SEGMENT_IN_USE'],
    examples: [{ input: { ...testers, number: EXAMPLE_ENTRIES.segment, to: 'before' } }],
    run: ({ write }, input) => revertSegment(write, input),
  }),
  delete: useCase({
    ...change,
    name: 'segments.delete',
    summary: 'Delete a segment that nothing refers to',
    input: DeleteSegmentInput,
    output: z.void(),
    rest: `DELETE ${PATH}`,
    failures: ['SEGMENT_NOT_FOUND', 'SEGMENT_IN_USE'],
    examples: [{ input: { environment, key: 'unused', reason: 'no flag uses it' } }],
    run: ({ write }, input) => deleteSegment(write, input),
  }),
};
