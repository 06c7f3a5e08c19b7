import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  actorOfIssuer,
  actorOfKey,
  actorOfPerson,
  actorOfToken,
  hasStoredName,
  nameInActor,
  personInActor,
} from './actor.ts';
import { isSameJson } from './json.ts';

it('10.7 actors of different kinds, issuers or subjects never have the same id', () => {
  const text = fc.oneof(
    fc.string({ minLength: 1 }),
    fc.constantFrom('a', 'key:a', 'token:a', 'jwt:a:b', 'person:a', 'a:b', '%3A', ':', 'system'),
  );
  const who = fc.oneof(
    fc.record({ kind: fc.constantFrom('person', 'key', 'token'), subject: text }),
    fc.record({ kind: fc.constant('jwt'), issuer: text, subject: text }),
  );
  type Who = { readonly kind: string; readonly issuer?: string; readonly subject: string };
  function actorOf({ kind, issuer = '', subject }: Who): string {
    if (kind === 'person') return actorOfPerson(subject);
    if (kind === 'key') return actorOfKey(subject);
    return kind === 'token' ? actorOfToken(subject) : actorOfIssuer(issuer, subject);
  }
  fc.assert(
    fc.property(who, who, (one, other) => {
      const isSame = isSameJson(one, other);
      expect(actorOf(one) === actorOf(other)).toBe(isSame);
    }),
  );
});

it.each([
  ['person:4f2', true, 'person:4f2'],
  ['key:4f2', true, 'key:4f2'],
  ['token:developer', false, 'developer'],
  ['token:a:b', false, 'a:b'],
  ['jwt:https%3A%2F%2Flogin.example:key:Deploys', false, 'key:Deploys'],
  ['jwt::ada', false, 'ada'],
  ['janitor', false, 'janitor'],
  ['ada@example.org', false, 'ada@example.org'],
])('%s has a stored name: %s; without it, the name is %s', (actor, isStored, name) => {
  expect([hasStoredName(actor), nameInActor(actor)]).toEqual([isStored, name]);
});

it.each([
  [actorOfPerson('4f2'), '4f2'],
  [actorOfKey('4f2'), undefined],
  [actorOfToken('person:4f2'), undefined],
  ['system', undefined],
])('14.3 the person in the actor %s is %s', (actor, person) => {
  expect(personInActor(actor)).toBe(person);
});
