// @ts-check
import eslint from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import noFloat from './tools/eslint/no-float.mjs';

/** What the house style forbids, each with what to use instead. Every group is lifted where that "instead" lives. */
const bans = {
  environment: {
    selector:
      "MemberExpression[object.name='process']:matches([property.name='env'], [property.value='env']), VariableDeclarator[init.name='process'] Property[key.name='env'], ImportDeclaration[source.value=/^(node:)?process$/]",
    message: 'Read the environment in src/config only, and pass the setting on.',
  },
  clock: {
    selector:
      "NewExpression[callee.name='Date'], CallExpression[callee.name='Date'], MemberExpression[object.name='Date'][property.name='now']",
    message: 'Take the time from Clock (src/common/clock.ts), so that tests can set it.',
  },
  console: {
    selector: "MemberExpression[object.name='console']",
    message: 'Log through the logger; print from src/cli only.',
  },
  forwardRef: {
    selector: "Identifier[name='forwardRef']",
    message: 'A cycle of modules means that one of them does two things: split it, or move the shared part down.',
  },
  normalize: {
    selector: "CallExpression[callee.property.name='normalize']",
    message:
      'Compose texts in src/domain/shape/texts.ts, which looks at their length first: many marks cost the square of their number.',
  },
  exportAll: { selector: 'ExportAllDeclaration', message: 'Export by name, or import from the file that declares it.' },
};

/** @param {(keyof typeof bans)[]} lifted */
const style = (...lifted) => ({
  'no-restricted-syntax': [
    'error',
    ...Object.entries(bans)
      .filter(([name]) => !lifted.includes(/** @type {keyof typeof bans} */ (name)))
      .map(([, ban]) => ban),
  ],
});

const tests = ['test/**/*.ts', 'src/**/*.spec.ts'];

export default defineConfig(
  globalIgnores(['dist/', 'dist-bench/', 'coverage/', 'data/']),
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [eslint.configs.recommended, tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      // A switch without a default must name every case; writing a default is saying that the rest is alike.
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // An async method may implement an interface that others need to be asynchronous.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      ...style(),
    },
  },
  {
    files: ['src/edge/**/*.ts', 'src/api/**/*.ts', 'src/web/**/*.ts', 'src/web/**/*.tsx'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['**/cooperatives', '**/contracts', '**/households'],
              importNames: ['requireCooperative', 'listCooperatives', 'findContract', 'findHousehold'],
              message: 'Ask for what the viewer may see: openTo, cooperativesOf, and queries that take their scope.',
            },
          ],
        },
      ],
    },
  },
  { files: ['src/config/**/*.ts'], rules: style('environment') },
  { files: ['src/common/clock.ts'], rules: style('clock') },
  { files: ['src/domain/shape/texts.ts'], rules: style('normalize') },
  { files: ['src/cli/**/*.ts', 'src/cli.ts', 'src/main.ts', 'src/demo.ts'], rules: style('console') },
  {
    files: tests,
    rules: {
      'max-lines': ['error', { max: 500, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': 'off',
      // Parsed answers of the API are `any`: a test says what it expects of them anyway.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      ...style('environment', 'clock', 'console', 'normalize'),
    },
  },
  {
    files: ['**/index.ts'],
    ignores: ['migrations/index.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'Program', message: 'No barrel files: import from the file that declares the name.' },
      ],
    },
  },
  {
    files: ['src/domain/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    plugins: { sureg: { rules: { 'no-float': noFloat } } },
    rules: { 'sureg/no-float': 'error' },
  },
  {
    files: ['src/domain/quantity/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: { 'sureg/no-float': ['error', { numberOfBigint: true }] },
  },
  {
    files: ['**/*.cjs', '**/*.mjs', '**/*.js'],
    extends: [eslint.configs.recommended],
    languageOptions: {
      globals: Object.fromEntries(
        ['console', 'process', 'require', 'module', '__dirname', 'setTimeout', 'clearTimeout', 'URL'].map((name) => [
          name,
          'readonly',
        ]),
      ),
    },
  },
);
