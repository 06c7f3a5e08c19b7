import type { Scene } from './scene.ts';

export type FoundScene = { readonly scene: Scene } | { readonly problem: string };

/** Finds a scene by its name, by the name of its picture, or by a part of its name that no other scene has. */
export function findScene(scenes: readonly Scene[], wanted: string): FoundScene {
  const term = wanted.toLowerCase();
  const exact = scenes.find(({ name, picture }) => [name.toLowerCase(), picture].includes(term));
  if (exact) return { scene: exact };
  const similar = scenes.filter(({ name }) => name.toLowerCase().includes(term));
  const [scene] = similar;
  if (!scene) return { problem: `There is no scene "${wanted}".` };
  if (similar.length === 1) return { scene };
  return { problem: `"${wanted}" is part of ${similar.length} names:\n${listScenes(similar)}` };
}

/** One line for each scene: its name and, in brackets, its picture. */
export function listScenes(scenes: readonly Scene[]): string {
  return scenes.map(({ name, picture }) => `  ${name}${picture ? ` [${picture}]` : ''}`).join('\n');
}
