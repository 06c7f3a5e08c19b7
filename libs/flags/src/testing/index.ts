export {
  createTestValues,
  type FlagValues,
  isFlagSet,
  type TestAnswer,
  type TestValues,
  type UndeclaredValues,
} from './values.ts';
