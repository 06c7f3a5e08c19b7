import type { Rule } from 'eslint';
export const wording: Rule.RuleModule;
