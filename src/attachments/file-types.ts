/** The type of a file, by its first bytes and never by its name. */

export interface FileType {
  readonly type: string;
  readonly extension: string;
  /** Bytes at an offset, as hexadecimal digits. */
  readonly magic: readonly (readonly [offset: number, hex: string])[];
}

/** The formats that telephones and scanners produce. */
export const FILE_TYPES: readonly FileType[] = [
  { type: 'image/jpeg', extension: 'jpg', magic: [[0, 'ffd8ff']] },
  { type: 'image/png', extension: 'png', magic: [[0, '89504e470d0a1a0a']] },
  { type: 'image/webp', extension: 'webp', magic: [[0, '52494646'], [8, '57454250']] },
  { type: 'application/pdf', extension: 'pdf', magic: [[0, '255044462d']] },
]; // prettier-ignore

/** The type of a file; undefined if it is not accepted. */
export function fileTypeOf(bytes: Buffer): FileType | undefined {
  return FILE_TYPES.find(({ magic }) =>
    magic.every(([offset, hex]) => bytes.toString('hex', offset, offset + hex.length / 2) === hex),
  );
}

/** The file extension of an accepted type. */
export function extensionOf(type: string): string {
  return FILE_TYPES.find((kind) => kind.type === type)?.extension ?? 'bin';
}
