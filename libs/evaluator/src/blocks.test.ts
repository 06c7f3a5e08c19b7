import { DAY_MS, type FlagConfig, Prerequisite } from '@burgee/contracts';
import { aFlag, aGlobalOverride, anEmergencyOverride, aRollout, aRuleset, NOW, runs } from '@burgee/testing';
import { contexts, FIRST_DAY, rulesets } from '@burgee/testing/arbitraries';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findBlocks } from './blocks.ts';
import { evaluate } from './evaluate.ts';
import { compileRuleset } from './ruleset.ts';
import { compiled } from './test-evaluate.ts';

const PAST = '2020-01-01T00:00:00Z';
const requires = (flagKey: string, ...variants: (string | null)[]) => ({
  prerequisites: [Prerequisite.parse({ flagKey, variants })],
});
type Change = Partial<FlagConfig>;
const BROKEN: Change = { onVariant: 'gone' as FlagConfig['onVariant'] };

/** The block of a flag that requires `on` from the flag "required". */
function blockBy(required: Change, variant: string | null = 'on', more: Parameters<typeof compiled>[0] = {}) {
  const flags = [
    aFlag({ key: 'own', ...requires('required', variant) }),
    { ...aFlag({ key: 'required' }), ...required },
  ];
  const ruleset = compiled({ ...more, flags: [...flags, ...(more.flags ?? [])] });
  return findBlocks(ruleset, ['own', 'unknown'], NOW).blocks.get('own');
}

const blocked = (problem: string, flagKey = 'required') => ({ kind: 'prerequisite', flagKey, problem });

describe('the block of a flag', () => {
  it.each<[string, Change, string | null, unknown]>([
    ['a required flag that is on', {}, 'on', null],
    ['a required flag that is off', { enabled: false }, 'on', blocked('off')],
    ['a required flag that is archived', { archived: true }, 'on', blocked('archived')],
    ['a required flag that has expired', { expiresAt: PAST }, 'on', blocked('expired')],
    ['a required flag that is off, as required', { enabled: false }, 'off', null],
    ['a required flag that is on for no one', { rollout: aRollout(0) }, 'on', blocked('variant')],
    ['a required flag that is on for everyone', { rollout: aRollout(100) }, 'off', blocked('variant')],
    ['a required flag that is on for some', { rollout: aRollout(1) }, 'on', null],
    ['a required flag that is off for some', { rollout: aRollout(99) }, 'off', null],
    ['a broken required flag', BROKEN, 'on', blocked('broken')],
    ['a required flag with a prerequisite that never holds', requires('nowhere', 'on'), 'on', blocked('prerequisite')],
    ['a required flag in a cycle', requires('required', 'on'), 'on', blocked('cycle')],
  ])('with %s', (_, required, variant, block) => {
    expect(blockBy(required, variant)).toEqual(block);
  });

  it('can be a required flag that does not exist', () => {
    const ruleset = compiled({ flags: [aFlag({ key: 'own', ...requires('nowhere', 'on') })] });
    expect(findBlocks(ruleset, ['own'], NOW).blocks.get('own')).toEqual(blocked('missing', 'nowhere'));
  });

  it('can be its own expiry, or that it cannot be evaluated', () => {
    const ruleset = compiled({
      flags: [aFlag({ key: 'over', expiresAt: PAST }), { ...aFlag({ key: 'bad' }), ...BROKEN }],
    });
    const { blocks } = findBlocks(ruleset, ['over', 'bad'], NOW);
    expect([...blocks]).toEqual([
      ['over', { kind: 'expired' }],
      ['bad', { kind: 'broken' }],
    ]);
  });

  it('considers overrides of the required flag that apply to everyone', () => {
    const global = aGlobalOverride({ flagKey: 'required', value: false });
    const emergency = anEmergencyOverride({ flagKey: 'required', value: true });
    expect(blockBy({}, 'on', { overrides: [global] })).toEqual(blocked('variant'));
    expect(blockBy({ enabled: false }, 'on', { overrides: [emergency] })).toBeNull();
  });

  it('of a long chain is found without a stack overflow', () => {
    const [link, ruleset] = [aFlag(), aRuleset()];
    const flags = Array.from({ length: 20_000 }, (_, index) => {
      const requirement = { flagKey: `f${index + 1}`, variants: ['on'] };
      return { ...link, key: `f${index}`, prerequisites: [requirement] } as FlagConfig;
    });
    const { blocks } = findBlocks(compileRuleset({ ...ruleset, flags }), ['f0', 'f19950'], NOW);
    expect([...blocks.values()]).toEqual([null, blocked('prerequisite', 'f19951')]);
  });
});

describe('law: blocks agree with evaluation', () => {
  const later = fc.integer({ min: 0, max: 3 * DAY_MS }).map((ms) => FIRST_DAY + ms);

  it('no context gets a blocked flag, and lower layers decide an unblocked flag without prerequisites', () => {
    fc.assert(
      fc.property(rulesets, contexts, later, (given, context, now) => {
        const ruleset = compileRuleset(given);
        const { blocks } = findBlocks(ruleset, [...ruleset.flags.keys()], now);
        for (const flag of given.flags.filter(({ enabled, archived }) => enabled && !archived)) {
          const { layer, reason, errorCode } = evaluate(ruleset, flag.key, context, { now, random: 0 });
          if (layer === 'emergency' || errorCode === 'INVALID_CONTEXT') continue;
          const { kind } = blocks.get(flag.key) ?? {};
          if (kind === 'expired') expect(reason).toBe('EXPIRED');
          else if (kind === 'prerequisite') expect(reason).toBe('PREREQUISITE_FAILED');
          else if (flag.prerequisites.length === 0) expect(['EXPIRED', 'PREREQUISITE_FAILED']).not.toContain(reason);
          else expect(reason).not.toBe('EXPIRED');
        }
      }),
      { numRuns: runs(1_000) },
    );
  });

  it('a block appears and disappears only at its turns', () => {
    fc.assert(
      fc.property(rulesets, later, later, (given, one, other) => {
        const ruleset = compileRuleset(given);
        const keys = [...ruleset.flags.keys()];
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        const { blocks, turns } = findBlocks(ruleset, keys, from);
        if (turns.some((turn) => turn > from && turn <= to)) return;
        expect(findBlocks(ruleset, keys, to).blocks).toEqual(blocks);
      }),
      { numRuns: runs(1_000) },
    );
  });
});

it('finding the blocks of a page does not evaluate other flags', () => {
  const ruleset = compileRuleset(aRuleset({ flags: [aFlag({ key: 'a' }), aFlag({ key: 'b' })] }));
  expect([...findBlocks(ruleset, ['b'], NOW).blocks.keys()]).toEqual(['b']);
});
