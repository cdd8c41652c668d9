/** `sureg export statements` and `sureg export notice` as PDF. */
import { cooperativesWithSeason } from '../../calendar/seasons';
import type { Clock } from '../../common/clock';
import type { ReadPool } from '../../database/reader';
import type { Reader } from '../../database/tx';
import { DomainError } from '../../domain/errors';
import { requireCooperative, type CooperativeRow } from '../../parties/cooperatives';
import { PdfService } from './pdf.service';
import { PDF_LANGUAGES, type PdfLanguage } from './words';

/** What to print. */
export interface PdfExport {
  readonly what: string;
  readonly cooperative?: string;
  readonly season?: string;
  readonly contract?: string;
  readonly asKnown?: string;
  readonly language?: string;
  /** Which part of more statements than one file holds: 1, 2, … */
  readonly part?: string;
}

/** How this installation prints. */
export interface PdfSettings {
  readonly publicUrl?: string;
  readonly fontFolder?: string;
}

/**
 * The whole file.
 *
 * @throws DomainError field_required without a season; season_unknown, several_cooperatives, statement_unknown, too_many_statements,
 * choice_invalid
 */
export async function exportPdf(
  reads: ReadPool,
  clock: Clock,
  settings: PdfSettings,
  request: PdfExport,
): Promise<Uint8Array> {
  const { what, season, contract, asKnown, part, language = 'zh+en' } = request;
  if (season === undefined) throw new DomainError('field_required', {}, 'season');
  if (what !== 'statements' && what !== 'notice') throw new DomainError('choice_invalid', { value: what }, 'what');
  const { publicUrl, fontFolder } = settings;
  const options = {
    season,
    language: oneOf<PdfLanguage>(PDF_LANGUAGES, language, 'language'),
    at: clock.now(),
    ...(contract === undefined ? {} : { contract }),
    ...(asKnown === undefined ? {} : { asKnown }),
    ...(part === undefined ? {} : { part: partNumber(part) }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
  };
  const pdf = new PdfService(fontFolder);
  try {
    return await reads.snapshot(async (reader) => {
      const cooperative = await cooperativeWith(reader, season, request.cooperative);
      return what === 'notice'
        ? pdf.notice(reader, cooperative, options)
        : pdf.statements(reader, cooperative, options);
    });
  } finally {
    await pdf.onModuleDestroy();
  }
}

function partNumber(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new DomainError('choice_invalid', { value: text }, 'part');
  return Number.parseInt(text, 10);
}

function oneOf<T extends string>(choices: readonly T[], text: string, field: string): T {
  const choice = choices.find((c) => c === text);
  if (choice === undefined) throw new DomainError('choice_invalid', { value: text }, field);
  return choice;
}

/** The cooperative named, or the only one that has the season. */
async function cooperativeWith(reader: Reader, season: string, code?: string): Promise<CooperativeRow> {
  if (code !== undefined) return requireCooperative(reader, code);
  const found = await cooperativesWithSeason(reader, season);
  const [first, second] = found as [CooperativeRow, ...CooperativeRow[]];
  if (second)
    throw new DomainError('several_cooperatives', { codes: found.map((c) => c.code).join(', ') }, 'cooperative');
  return first;
}
