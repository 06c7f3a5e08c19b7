import { expectTypeOf, it } from 'vitest';
import type { EvaluatedFlags, PublicEvaluation } from './evaluation.ts';
import type { SessionOverrides } from './session-override.ts';
import type { JsonValue } from './value.ts';
import type { WireEvaluation, WireFlags, WireSessionOverrides, WireValue } from './wire.ts';

it('R14 what the server sends is what SDKs read', () => {
  expectTypeOf<JsonValue>().toEqualTypeOf<WireValue>();
  expectTypeOf<PublicEvaluation>().toExtend<WireEvaluation>();
  expectTypeOf<keyof PublicEvaluation>().toEqualTypeOf<keyof WireEvaluation>();
  expectTypeOf<EvaluatedFlags>().toExtend<WireFlags>();
  expectTypeOf<keyof EvaluatedFlags>().toEqualTypeOf<keyof WireFlags>();
  expectTypeOf<SessionOverrides>().toExtend<WireSessionOverrides>();
});
