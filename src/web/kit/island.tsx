/** A part of a page that scripts bring to life: rendered here, with what it needs beside it as data that no browser runs. */
import type { ComponentType } from 'preact';

interface IslandProps<P extends object> {
  readonly name: string;
  readonly of: ComponentType<P>;
  readonly props: P;
}

export function Island<P extends object>({ name, of: Component, props }: IslandProps<P>) {
  // `<` is escaped, so that nothing in the data ends the element.
  const json = JSON.stringify(props).replace(/</g, '\\u003c');
  return (
    <div data-island={name}>
      <div data-root>
        <Component {...props} />
      </div>
      <script type="application/json" dangerouslySetInnerHTML={{ __html: json }} />
    </div>
  );
}
