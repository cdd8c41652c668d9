/** A refusal as a page: what is wrong, in plain words, and where to go from here. */
import type { Problem } from '../../edge/problem';
import { queryOf, Page } from './page';
import { useFrame } from './frame';

export function ProblemPage({ problem }: { problem: Problem }) {
  const frame = useFrame();
  const isStranger = problem.code === 'sign_in_required';
  return (
    <Page title={problem.title} isNarrow>
      <article class="problem">
        <h1>{problem.title}</h1>
        {problem.errors.length > 1 ? (
          <ul>
            {problem.errors.map((e, i) => (
              <li key={i}>{e.message}</li>
            ))}
          </ul>
        ) : (
          <p>{problem.detail}</p>
        )}
        {isStranger ? <p>{frame.t('problem.typedIsKept')}</p> : null}
        <p>
          {isStranger ? (
            <a role="button" href={`/sign-in?${queryOf({ next: frame.path })}`}>
              {frame.t('problem.signIn')}
            </a>
          ) : (
            <a role="button" class="outline" href="/">
              {frame.t('problem.home')}
            </a>
          )}
        </p>
        <p class="chain">
          {frame.t('problem.number')} <code>{problem.requestId}</code>
        </p>
      </article>
    </Page>
  );
}
