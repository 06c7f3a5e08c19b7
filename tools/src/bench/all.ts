import type { Bench } from './bench.ts';
import { changes } from './changes.ts';
import { cliHelp } from './cli-help.ts';
import { client } from './client.ts';
import { compile } from './compile.ts';
import { constant } from './constant.ts';
import { constraints } from './constraints.ts';
import { allFlags } from './evaluate-all.ts';
import { followers } from './followers.ts';
import { halfRollout } from './half-rollout.ts';
import { hooks } from './hooks.ts';
import { http } from './http.ts';
import { idList } from './id-list.ts';
import { massRemoval } from './mass-removal.ts';
import { memory } from './memory.ts';
import { node } from './node.ts';
import { nodeExpress } from './node-express.ts';
import { overrides } from './overrides.ts';
import { evaluateWhileChanging } from './while-changing.ts';
import { writes } from './writes.ts';

/** All benchmarks, in the order of the report. */
export const benches: readonly Bench[] = [
  halfRollout,
  ...constant,
  constraints,
  idList,
  allFlags,
  compile,
  memory,
  ...client,
  hooks,
  ...node,
  nodeExpress,
  ...http,
  evaluateWhileChanging,
  ...overrides,
  ...massRemoval,
  ...changes,
  ...followers,
  ...writes,
  cliHelp,
];
