/** How a contract came to where it stands: what was due and given season by season, and its flock. */
import { BarChart } from '../../kit/charts/bars';
import type { Tone } from '../../kit/charts/chart';
import { LineChart } from '../../kit/charts/lines';
import { wholeNumber } from '../../../i18n/format';
import { useFrame } from '../../kit/frame';
import type { SeasonHeads } from '../../../seasons/season-heads';
import type { CourseView } from './contract.types';

/** @param seasons the oldest first */
export function SeasonsChart({ seasons }: { seasons: readonly SeasonHeads[] }) {
  const { frame, t, locale } = useFrame();
  const bar = (name: string, tone: Tone, value: number) => ({ name, tone, value, text: wholeNumber(locale, value) });
  const isOne = new Set(seasons.flatMap(({ classes }) => classes.map((c) => c.class))).size === 1;
  const groups = seasons.flatMap(({ season, classes }) =>
    classes
      .filter(({ due, given }) => due !== 0 || given !== 0)
      .map(({ class: cls, due, given }) => ({
        name: `${season.name ?? season.code}${isOne ? '' : ` · ${frame.word(`class.${cls}`)}`}`,
        bars: [bar(t('chart.due'), 'first', due), bar(t('chart.settled'), 'second', given)],
      })),
  );
  return groups.length === 0 ? null : <BarChart title={t('chart.seasons')} groups={groups} />;
}

/** The animals in care and the household's own, each in the same colour wherever it is shown. */
export function FlockChart({ course }: { course: CourseView | undefined }) {
  const { frame, t, locale } = useFrame();
  const lines = ([['leased', 'second'], ['own', 'first']] as const)
    .map(([book, tone]) => ({ name: frame.word(`book.${book}`), tone, values: course?.[book] ?? [] }))
    .filter(({ values }) => values.some((n) => n !== 0)); // prettier-ignore
  if (!course || course.days.length === 0 || lines.length === 0) return null;
  return <LineChart title={t('chart.flock')} days={course.days} lines={lines} text={(n) => wholeNumber(locale, n)} />;
}
