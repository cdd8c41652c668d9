// @ts-check
/**
 * ESLint rule: no number in the domain may ever become a fraction.
 *
 * Money, heads and weights are integers and ratios are pairs of bigints, so everything that can make a
 * non-integer out of integers is refused: `/` and `**` on numbers, fractional literals, `Number(...)`,
 * `parseFloat`, most of `Math`, `toFixed`, unary `+` on text. Types decide, so the rule needs type information.
 *
 * Options: `{ "numberOfBigint": true }` allows `Number(x)` where `x` is a bigint (for `domain/quantity`, which
 * checks the range).
 */
import ts from 'typescript';

const EXACT = {
  Math: new Set(['abs', 'max', 'min', 'sign']),
  Number: new Set(['isSafeInteger', 'isInteger', 'MAX_SAFE_INTEGER', 'MIN_SAFE_INTEGER', 'parseInt']),
};
const ROUNDING_METHODS = new Set(['toFixed', 'toPrecision', 'toExponential']);
const WATCHED_GLOBALS = [
  'Math',
  'Number',
  'parseFloat',
  'NaN',
  'Infinity',
  'globalThis',
  'Float32Array',
  'Float64Array',
];

/** The name in `object.name`, `object['name']`, or undefined when it is computed. */
function memberName(node) {
  if (!node.computed) return node.property.type === 'Identifier' ? node.property.name : undefined;
  return node.property.type === 'Literal' && typeof node.property.value === 'string' ? node.property.value : undefined;
}

/** References to a global that the file itself does not declare, whether or not the parser knows the global. */
function globalReferences(scope, name) {
  const known = scope.set.get(name);
  if (known !== undefined && known.defs.length > 0) return [];
  const unresolved = scope.through.filter(({ identifier }) => identifier.name === name);
  return [...new Set([...(known?.references ?? []), ...unresolved])];
}

/** @type {import('eslint').Rule.RuleModule} */
export default {
  meta: {
    type: 'problem',
    docs: { description: 'refuse everything that can turn an integer into a fraction' },
    schema: [{ type: 'object', properties: { numberOfBigint: { type: 'boolean' } }, additionalProperties: false }],
    messages: {
      operator: "'{{operator}}' on numbers makes fractions: use bigint, or a Ratio of domain/quantity/ratio.ts",
      literal: '{{raw}} is not an integer that a number holds exactly: write a ratio, or smaller units (fen, grams)',
      global: '{{name}} works in floating point: use bigint, domain/quantity/ratio.ts or domain/quantity/money.ts',
      method: '{{name}} rounds in floating point: use formatMoney or formatQuantity of domain/quantity',
      unary:
        "unary '{{operator}}' on something that is not a number converts it to a fraction: parse it with domain/quantity",
    },
  },

  create(context) {
    const services = context.sourceCode.parserServices;
    if (services?.program == null) throw new Error('no-float needs type information: set parserOptions.projectService');
    const checker = services.program.getTypeChecker();
    const allowsNumberOfBigint = context.options[0]?.numberOfBigint === true;

    /** Whether every value that `node` can have is of one of the kinds `flags`; `any` and `unknown` never are. */
    function isAlways(node, flags) {
      const type = services.getTypeAtLocation(node);
      const bound = checker.getBaseConstraintOfType(type) ?? type;
      const parts = bound.isUnion() ? bound.types : [bound];
      return parts.every((part) => {
        const members = part.isIntersection() ? part.types : [part];
        return members.some((member) => (member.flags & flags) !== 0);
      });
    }

    const isBigint = (node) => isAlways(node, ts.TypeFlags.BigIntLike);

    function checkOperator(node) {
      if (isBigint(node.left) && isBigint(node.right)) return;
      context.report({ node, messageId: 'operator', data: { operator: node.operator } });
    }

    function isAllowedUse(name, node) {
      const { parent } = node;
      if (parent.type === 'MemberExpression' && parent.object === node)
        return EXACT[name]?.has(memberName(parent)) === true;
      const isCall = parent.type === 'CallExpression' && parent.callee === node && parent.arguments.length === 1;
      return name === 'Number' && allowsNumberOfBigint && isCall && isBigint(parent.arguments[0]);
    }

    return {
      "BinaryExpression[operator='/'], BinaryExpression[operator='**']": checkOperator,
      "AssignmentExpression[operator='/='], AssignmentExpression[operator='**=']": checkOperator,

      Literal(node) {
        if (typeof node.value !== 'number' || Number.isSafeInteger(node.value)) return;
        context.report({ node, messageId: 'literal', data: { raw: node.raw } });
      },

      UnaryExpression(node) {
        if (!['+', '-', '~'].includes(node.operator)) return;
        if (isAlways(node.argument, ts.TypeFlags.NumberLike | ts.TypeFlags.BigIntLike)) return;
        context.report({ node, messageId: 'unary', data: { operator: node.operator } });
      },

      MemberExpression(node) {
        const name = memberName(node);
        if (name === undefined || !ROUNDING_METHODS.has(name)) return;
        context.report({ node, messageId: 'method', data: { name } });
      },

      'Program:exit'(program) {
        const scope = context.sourceCode.getScope(program);
        const outermost = scope.type === 'global' ? scope : (scope.upper ?? scope);
        for (const name of WATCHED_GLOBALS) {
          for (const { identifier, isTypeReference } of globalReferences(outermost, name)) {
            if (isTypeReference === true || isAllowedUse(name, identifier)) continue;
            context.report({ node: identifier, messageId: 'global', data: { name } });
          }
        }
      },
    };
  },
};
