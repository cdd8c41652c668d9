/**
 * The lint rule that keeps floating point out of the domain.
 *
 * @slow
 */
import { RuleTester } from 'eslint';
import { join } from 'node:path';
import { parser } from 'typescript-eslint';
import noFloat from '../../tools/eslint/no-float.mjs';

RuleTester.it = it;
RuleTester.describe = describe;

const root = join(__dirname, '..', '..');
const tester = new RuleTester({
  languageOptions: {
    parser,
    parserOptions: { projectService: { allowDefaultProject: ['*.ts'] }, tsconfigRootDir: root },
  },
});
const inFile = (code: string, more: object = {}) => ({ code, filename: join(root, 'no-float-case.ts'), ...more });
const refused = (messageId: string, code: string, more: object = {}) => ({
  ...inFile(code, more),
  errors: [{ messageId }],
});
const inQuantity = { options: [{ numberOfBigint: true }] };

tester.run('integers, bigints and exact helpers pass', noFloat, {
  valid: [
    inFile('export const half = (n: bigint): bigint => n / 2n;'),
    inFile('export const power = (n: bigint): bigint => 10n ** n;'),
    inFile('export function f(n: bigint): bigint { n /= 2n; n **= 2n; return n; }'),
    inFile('export const f = <T extends bigint>(n: T): unknown => n / n;'),
    inFile('type Fen = bigint & { readonly unit: "fen" }; export const f = (a: Fen): bigint => a / 2n;'),
    inFile('export const sum = (a: number, b: number): number => a * b + a % b - 1_000;'),
    inFile('export const big = Math.max(Math.abs(-3), Number.MAX_SAFE_INTEGER);'),
    inFile('export const ok = (n: number): boolean => Number.isSafeInteger(n);'),
    inFile('export const year = Number.parseInt("2024", 10);'),
    inFile('export const minus = (n: number, m: bigint): unknown => [-n, -m, +n, ~n];'),
    inFile('export const path = "a/b".replace(/\\//g, "1.5"); // 1 / 2'),
    inFile('export const t: Number | null = null; export interface Math2 { Math: string; toFixed: 1 }'),
    inFile('const Number = (x: string): string => x; export const own = Number("1");'),
    inFile('export const a = (n: bigint): number => Number(n);', inQuantity),
  ],
  invalid: [],
});

tester.run('everything that can make a fraction is refused', noFloat, {
  valid: [],
  invalid: [
    refused('operator', 'export const half = (n: number): number => n / 2;'),
    refused('operator', 'export const power = (n: number): number => n ** 2;'),
    refused('operator', 'export function f(n: number): number { n /= 2; return n; }'),
    refused('operator', 'export function f(n: number): number { n **= 2; return n; }'),
    refused('operator', 'export function f<T extends number>(n: T): number { return n / n; }'),
    refused('operator', 'type Fen = number & { readonly unit: "fen" }; export const f = (a: Fen): number => a / 2;'),
    refused('operator', 'export const f = (n: any): unknown => n / 2n;'),
    refused('operator', 'export const f = (n: 4 | 6): number => n / 2;'),
    refused('literal', 'export const rate = 1.8;'),
    refused('literal', 'export const rate = 18e-1;'),
    refused('literal', 'export const huge = 1e400;'),
    refused('literal', 'export const inexact = 9007199254740993;'),
    refused('global', 'export const f = (x: string): number => parseFloat(x);'),
    refused('global', 'export const f = (x: string): number => Number.parseFloat(x);'),
    refused('global', 'export const f = (x: string): number => Number(x);'),
    refused('global', 'export const f = (x: string[]): number[] => x.map(Number);'),
    refused('global', 'export const f = (x: bigint): number => Number(x);'),
    refused('global', 'export const f = (x: string): number => Number(x);', inQuantity),
    refused('global', 'export const f = (x: any): number => Number(x);', inQuantity),
    refused('global', 'export const f = (x: bigint | string): number => Number(x);', inQuantity),
    refused('global', 'export const f = (x: bigint[]): number[] => x.map(Number);', inQuantity),
    ...['round', 'ceil', 'floor', 'trunc', 'random', 'sqrt', 'pow', 'log10', 'fround', 'hypot'].map((name) =>
      refused('global', `export const f: (x: number, y: number) => number = Math.${name};`),
    ),
    refused('global', 'export const f = (x: number): number => Math["floor"](x);'),
    refused('global', 'const { floor } = Math; export { floor };'),
    refused('global', 'export const f = (x: number): number => globalThis.Math.floor(x);'),
    refused('global', 'export const empty = [NaN];'),
    refused('global', 'export const top = -Infinity;'),
    refused('global', 'export const top = Number.MAX_VALUE;'),
    refused('method', 'export const f = (x: number): string => x.toFixed(2);'),
    refused('method', 'export const f = (x: number): string => x["toPrecision"](2);'),
    refused('unary', 'export const f = (x: string): number => +x;'),
    refused('unary', 'export const f = (x: string): number => -x;'),
    refused('unary', 'export const f = (x: any): number => +x;'),
  ],
});
