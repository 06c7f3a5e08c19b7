// Only the wording rule, without type information: `npx eslint -c tools/eslint/wording.config.mjs <folder>` takes
// seconds.
import tseslint from 'typescript-eslint';
import { wording } from './wording.mjs';

export default [
  // Words of common passwords are data.
  { ignores: ['**/dist', '**/build', '**/coverage', '**/.data', '.nx', 'libs/api/src/access/common-words.ts'] },
  {
    files: ['**/*.{ts,tsx,mjs}'],
    languageOptions: { parser: tseslint.parser },
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' },
    plugins: { burgee: { rules: { wording } } },
    rules: { 'burgee/wording': 'error' },
  },
];
