import type { Evaluation, RulesetVersion } from '@burgee/contracts';
import { type Answers, ANY_VERSION, toEvaluation, toOverrideEvaluation } from './answers.ts';
import type { Layers } from './layers.ts';
import { overrideEnd } from './overrides.ts';
import { EVERYBODY, NOBODY } from './rollout.ts';
import type { Targeting } from './targeting.ts';

/**
 * The results of a flag that is the same for every context with valid ids and without overrides for them. Each is made once
 * per version, and frozen, because all callers share it: reading it allocates nothing (ADR 0055).
 */
export class ConstantAnswers {
  readonly #usual: SharedAnswer;
  readonly #global: LimitedAnswer | undefined;
  readonly #expired: LimitedAnswer | undefined;

  constructor(usual: SharedAnswer, global: LimitedAnswer | undefined, expired: LimitedAnswer | undefined) {
    this.#usual = usual;
    this.#global = global;
    this.#expired = expired;
  }

  get isTimeless(): boolean {
    return this.#global === undefined && this.#expired === undefined;
  }

  /** The result at an instant, by the same comparisons as `decideLayers`. */
  at(now: number, version: RulesetVersion): Evaluation {
    const [global, expired] = [this.#global, this.#expired];
    if (expired !== undefined && expired.instant <= now) return expired.answer.of(version);
    if (global !== undefined && now < global.instant) return global.answer.of(version);
    return this.#usual.of(version);
  }
}

/** @param instant the first at which the result applies, or no longer applies, in milliseconds. */
type LimitedAnswer = { readonly instant: number; readonly answer: SharedAnswer };

/** One frozen result. Its flag may be part of many versions, of which only the newest is used again and again. */
class SharedAnswer {
  readonly #template: Evaluation;
  #latest: Evaluation;

  /** @param template at `ANY_VERSION`. Its value is frozen already. */
  constructor(template: Evaluation) {
    this.#template = Object.freeze(template);
    this.#latest = this.#template;
  }

  of(version: RulesetVersion): Evaluation {
    return this.#latest.version === version ? this.#latest : this.#remake(version);
  }

  #remake(version: RulesetVersion): Evaluation {
    // Results that only serve to be compared must not replace the one that callers get.
    if (version === ANY_VERSION) return this.#template;
    return (this.#latest = Object.freeze({ ...this.#template, version }));
  }
}

/** Returns `undefined` if the result may depend on the context. */
export function constantAnswers(
  answers: Answers,
  { emergency, isOff, end, requirements, global }: Layers,
  { rules, rollout, split }: Targeting,
): ConstantAnswers | undefined {
  const { on, off } = answers;
  const alone = (evaluation: Evaluation) => new ConstantAnswers(new SharedAnswer(evaluation), undefined, undefined);
  if (emergency) return alone(toOverrideEvaluation(answers, emergency, ANY_VERSION));
  if (isOff) return alone(toEvaluation(off, 'DISABLED', ANY_VERSION));
  if (requirements || rules.length > 0 || split || (rollout !== EVERYBODY && rollout !== NOBODY)) return undefined;
  const usual =
    rollout === EVERYBODY ? toEvaluation(on, 'STATIC', ANY_VERSION) : toEvaluation(off, 'DEFAULT', ANY_VERSION);
  return new ConstantAnswers(
    new SharedAnswer(usual),
    global && {
      instant: overrideEnd(global),
      answer: new SharedAnswer(toOverrideEvaluation(answers, global, ANY_VERSION)),
    },
    end === undefined
      ? undefined
      : { instant: end, answer: new SharedAnswer(toEvaluation(off, 'EXPIRED', ANY_VERSION)) },
  );
}
