/** The fonts of printed documents: read from the packages that bring them, and from a folder for rarer characters. */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { charactersOf, familyOf, type CodeRange } from './font-tables';

/** What the printer needs to know of its fonts. */
export interface FontSet {
  /** Where they lie. */
  readonly files: readonly string[];
  /** Families in the order in which a character is looked for. */
  readonly families: readonly string[];
  /** Matches every character that none of the fonts has. */
  readonly uncovered: RegExp;
}

/** Chinese and Latin; Cyrillic with Ө and Ү, which the Chinese font lacks; the traditional Mongolian script. */
const PACKAGED = [
  '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
  '@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf',
  '@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf',
  '@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf',
  '@expo-google-fonts/noto-sans-mongolian/400Regular/NotoSansMongolian_400Regular.ttf',
];

/** @param folder holds more fonts (.ttf, .otf), for names with characters that the packaged ones lack */
export async function loadFonts(folder?: string): Promise<FontSet> {
  const files = [
    ...PACKAGED.map((file) => require.resolve(file)),
    ...(folder === undefined ? [] : await fontsIn(folder)),
  ];
  const fonts = await Promise.all(files.map((file) => readFile(file)));
  return {
    files,
    families: [...new Set(fonts.map(familyOf))],
    uncovered: charactersOutside(fonts.flatMap(charactersOf)),
  };
}

async function fontsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => /\.(?:ttf|otf)$/i.test(name))
    .sort()
    .map((name) => join(folder, name));
}

function charactersOutside(ranges: readonly CodeRange[]): RegExp {
  const hex = (code: number): string => `\\u{${code.toString(16)}}`;
  // Line breaks and spaces need no shape; a surrogate is half a character.
  const covered = [[0x0a, 0x0a], [0x0d, 0x0d], [0x20, 0x20], ...ranges].filter(
    ([first]) => first < 0xd800 || first > 0xdfff,
  );
  return new RegExp(`[^${covered.map(([first, last]) => `${hex(first)}-${hex(last)}`).join('')}]`, 'gu');
}
