import { FlagdCore } from '@openfeature/flagd-core';
import { InMemStorageProvider, Unleash } from 'unleash-client';
import { expect, it } from 'vitest';

it('has the SDKs of other vendors', () => {
  expect([FlagdCore, Unleash, InMemStorageProvider].map((each) => typeof each)).toEqual(Array(3).fill('function'));
});
