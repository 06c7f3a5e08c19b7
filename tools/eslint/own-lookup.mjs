import ts from 'typescript';

const MESSAGE =
  'This look-up also finds names that every object inherits ("constructor"). Use ownValue() from @burgee/contracts, a Map, or Object.hasOwn().';

/**
 * Refuses `record[name]` and `name in record` if `name` may be any string and `record` may have any names, because this
 * look-up also finds the names that every object inherits.
 */
export const ownLookup = {
  meta: { type: 'problem', schema: [], messages: { inherited: MESSAGE } },
  create(context) {
    const services = context.sourceCode.parserServices;
    const checker = services.program.getTypeChecker();
    const isOpenRecord = (node) =>
      checker.getIndexInfosOfType(objectTypeOf(node)).some(({ keyType }) => isOpenText(keyType));
    const objectTypeOf = (node) => checker.getNonNullableType(services.getTypeAtLocation(node));
    const isAnyText = (node) => isOpenText(services.getTypeAtLocation(node));
    return {
      MemberExpression(node) {
        if (node.computed && isAnyText(node.property) && isOpenRecord(node.object)) {
          context.report({ node, messageId: 'inherited' });
        }
      },
      'BinaryExpression[operator="in"]'(node) {
        if (isAnyText(node.left)) context.report({ node, messageId: 'inherited' });
      },
    };
  },
};

/** Whether a type is an arbitrary string, not a union of literals. Branded types are intersections with `string`. */
function isOpenText(type) {
  if (type.isUnion() || type.isIntersection()) return type.types.some(isOpenText);
  return Boolean(type.flags & ts.TypeFlags.String);
}
