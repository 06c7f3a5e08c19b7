import { createFlagClient } from '@burgee/client';
import type { FlagName } from '@burgee/flags';
import {
  type FeatureProps,
  FlagProvider,
  useFeatureFlag,
  useFlag,
  useFlagDetails,
  useFlagValue,
  useSuspenseFlag,
} from '@burgee/react';
import { createTestFlags } from '@burgee/react/testing';
import { expectTypeOf, it } from 'vitest';
import { flags } from './flags.ts';

it('B.6 only the flags of this page are known', () => {
  expectTypeOf<FlagName>().toEqualTypeOf<
    'wishlist-gallery' | 'wishlist-add-item' | 'wishlist-edit-item' | 'wishlist-got-it' | 'wishlist-reorder'
  >();
  expectTypeOf(useFeatureFlag('wishlist-gallery')).toEqualTypeOf<boolean>();
});

it('B.6 an unknown key does not compile anywhere', () => {
  // @ts-expect-error it is called wishlist-gallery
  useFeatureFlag('wishlist-galery');
  // @ts-expect-error it is called wishlist-gallery
  createFlagClient({ url: '', flags }).isEnabled('gallery');
  // @ts-expect-error it is called wishlist-gallery
  useFlagDetails('gallery');
  // @ts-expect-error it is called wishlist-gallery
  useSuspenseFlag('gallery');
  // @ts-expect-error it is called wishlist-gallery
  createTestFlags(flags, { gallery: true });
  // @ts-expect-error flags are declared
  createTestFlags({ gallery: true });
  // @ts-expect-error it is called wishlist-gallery
  const props: FeatureProps = { flag: 'gallery' };
  void props;
});

it('B.6 a value of another type does not compile', () => {
  expectTypeOf(useFlagValue('wishlist-reorder', false)).toEqualTypeOf<boolean>();
  // @ts-expect-error the flag is boolean
  useFlagValue('wishlist-reorder', 'off');
  // @ts-expect-error the flag is boolean
  createTestFlags(flags, { 'wishlist-reorder': 'off' });
});

it('B.6 a declared flag needs no fallback', () => {
  expectTypeOf(useFlag('wishlist-reorder')).toEqualTypeOf<boolean>();
  expectTypeOf(useFlagDetails('wishlist-reorder').value).toEqualTypeOf<boolean>();
  expectTypeOf(useSuspenseFlag('wishlist-reorder')).toEqualTypeOf<boolean>();
});

it('B.6 a provider requires the declared flags', () => {
  FlagProvider({ url: '', flags });
  // @ts-expect-error the flags are missing
  FlagProvider({ url: '' });
});
