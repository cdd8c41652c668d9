/** The parts of an XLSX workbook around its sheets: types, relations, styles, names and properties. */
import { escapeXml } from './xml-text';
import type { PackedFile } from './zip';

/** What the parts must know of a sheet. */
export interface SheetFrame {
  readonly name: string;
  /** The row of its headings, repeated on every printed page. */
  readonly headerRow: number;
}

/** Indexes of the cell formats in `STYLES`. */
export const STYLE = {
  text: 0,
  title: 1,
  header: 2,
  count: 3,
  money: 4,
  weight: 5,
  date: 6,
  totalText: 7,
  totalCount: 8,
  totalMoney: 9,
  totalWeight: 10,
} as const;

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const SPREADSHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

const format = (numFmt: number, font: number, border: number, rest = ''): string =>
  `<xf numFmtId="${numFmt}" fontId="${font}" fillId="0" borderId="${border}" xfId="0" applyNumberFormat="1" applyFont="1" applyBorder="1"${rest}`;

const STYLES = `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="#,##0.000"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE8EEF4"/></patternFill></fill></fills><borders count="3"><border/><border><left/><right/><top/><bottom style="thin"/></border><border><left/><right/><top style="thin"/><bottom/></border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="11">${[
  format(49, 0, 0, '/>'),
  format(0, 1, 0, '/>'),
  format(49, 1, 1, ' applyFill="1" applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf>').replace('fillId="0"', 'fillId="2"'),
  format(3, 0, 0, '/>'),
  format(4, 0, 0, '/>'),
  format(164, 0, 0, '/>'),
  format(165, 0, 0, '/>'),
  format(49, 1, 2, '/>'),
  format(3, 1, 2, '/>'),
  format(4, 1, 2, '/>'),
  format(164, 1, 2, '/>'),
].join('')}</cellXfs></styleSheet>`; // prettier-ignore

/** All parts but the sheets; `at` is the only time in the file. */
export function partsAround(sheets: readonly SheetFrame[], at: string): PackedFile[] {
  const part = (path: string, content: string): PackedFile => ({ path, content: () => [content] });
  return [
    part('[Content_Types].xml', contentTypes(sheets.length)),
    part(
      '_rels/.rels',
      relations([
        [`${OFFICE}/officeDocument`, 'xl/workbook.xml'],
        [`${PACKAGE}/relationships/metadata/core-properties`, 'docProps/core.xml'],
      ]),
    ),
    part('docProps/core.xml', coreProperties(at)),
    part('xl/workbook.xml', workbookXml(sheets)),
    part(
      'xl/_rels/workbook.xml.rels',
      relations([
        ...sheets.map((_, i) => [`${OFFICE}/worksheet`, `worksheets/sheet${i + 1}.xml`] as const),
        [`${OFFICE}/styles`, 'styles.xml'],
      ]),
    ),
    part('xl/styles.xml', STYLES),
  ];
}

function contentTypes(sheets: number): string {
  const override = (name: string, type: string): string => `<Override PartName="${name}" ContentType="${type}"/>`;
  const numbers = Array.from({ length: sheets }, (_, i) => i + 1);
  return `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${[
    override('/xl/workbook.xml', `${SPREADSHEET}.sheet.main+xml`),
    override('/xl/styles.xml', `${SPREADSHEET}.styles+xml`),
    override('/docProps/core.xml', 'application/vnd.openxmlformats-package.core-properties+xml'),
    ...numbers.map((n) => override(`/xl/worksheets/sheet${n}.xml`, `${SPREADSHEET}.worksheet+xml`)),
  ].join('')}</Types>`;
}

function relations(targets: readonly (readonly [type: string, target: string])[]): string {
  const list = targets.map(([type, target], i) => `<Relationship Id="rId${i + 1}" Type="${type}" Target="${target}"/>`);
  return `${XML}<Relationships xmlns="${PACKAGE}/relationships">${list.join('')}</Relationships>`;
}

function coreProperties(at: string): string {
  const time = (name: string): string => `<dcterms:${name} xsi:type="dcterms:W3CDTF">${at}</dcterms:${name}>`;
  return `${XML}<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:creator>Sureg</dc:creator>${time('created')}${time('modified')}</cp:coreProperties>`;
}

function workbookXml(sheets: readonly SheetFrame[]): string {
  const list = sheets.map((s, i) => `<sheet name="${escapeXml(s.name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`);
  const titles = sheets.map(
    (s, i) =>
      `<definedName name="_xlnm.Print_Titles" localSheetId="${i}">'${escapeXml(s.name.replaceAll("'", "''"))}'!$${s.headerRow}:$${s.headerRow}</definedName>`,
  );
  return `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${list.join('')}</sheets><definedNames>${titles.join('')}</definedNames><calcPr calcId="191029" fullCalcOnLoad="1"/></workbook>`;
}
