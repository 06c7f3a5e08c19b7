import axe, { type AxeResults, type RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { settle } from './scenes/scene.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** The rules that depend on colors: only these can differ between light and dark. */
const COLOR_RULES = ['color-contrast', 'link-in-text-block'];

/**
 * Returns axe's violations on a page, in light and in dark, one line each. The page is loaded once, because it follows
 * the system's color scheme.
 */
export async function violationsOn(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  const light = await run(page, { type: 'tag', values: TAGS });
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  const dark = await run(page, { type: 'rule', values: COLOR_RULES });
  return [...light.map((line) => `light: ${line}`), ...dark.map((line) => `dark: ${line}`)];
}

async function run(page: Page, runOnly: RunOptions['runOnly']): Promise<string[]> {
  await settle(page);
  const options = JSON.stringify({ runOnly, resultTypes: ['violations'], iframes: false } satisfies RunOptions);
  // The page behind an open dialog belongs to another scene.
  const where = `document.querySelector('[aria-modal=true]') ?? document`;
  const { violations } = await page.evaluate<Pick<AxeResults, 'violations'>>(
    `axe.run(${where}, ${options}).then(({ violations }) => ({ violations }))`,
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, any }) => [`${id} (${help})`, html, ...any.map(({ message }) => message)].join('\n  ')),
  );
}
