import { expect, it } from 'vitest';
import { SCENES } from './all-scenes.ts';
import { findScene, listScenes } from './find-scene.ts';

const nameOf = (wanted: string) => {
  const found = findScene(SCENES, wanted);
  return 'scene' in found ? found.scene.name : found.problem;
};

it('every scene has a name and a picture of its own', () => {
  const names = SCENES.map(({ name }) => name.toLowerCase());
  const pictures = SCENES.flatMap(({ picture }) => picture ?? []);

  expect(new Set(names).size).toBe(names.length);
  expect(new Set(pictures).size).toBe(pictures.length);
});

it.each(SCENES)('a scene is found by its name: $name', ({ name }) => {
  expect(nameOf(name.toUpperCase())).toBe(name);
});

it('a scene is found by its picture, even if other names contain it', () => {
  expect(nameOf('flag')).toBe('a flag');
});

it('a scene is found by a part of its name that no other scene has', () => {
  expect(nameOf('wishlist')).toBe('the wishlist demo');
  expect(nameOf('e wish')).toBe('the wishlist demo');
});

it('an ambiguous name is refused with the names that contain it', () => {
  expect(nameOf('join,')).toMatch(/^"join," is part of \d+ names:\n {2}join, loading\n/);
});

it('an unknown name is refused', () => {
  expect(nameOf('no such scene')).toBe('There is no scene "no such scene".');
});

it('the list has each scene and its picture', () => {
  expect(listScenes(SCENES).split('\n')).toHaveLength(SCENES.length);
  expect(listScenes(SCENES)).toContain('  a flag [flag]\n');
});
