/// <reference lib="dom" />
/** Shows at once what a form comes to: it is sent as its own button would send it, and only the part that shows the outcome is put in. */

const WAIT_MS = 400;

/** Watches the form around every part that is to be kept up to date. */
export function watch(): void {
  for (const part of document.querySelectorAll<HTMLElement>('[data-live]')) {
    const form = part.closest('form');
    if (form && part.id) new Live(form, part, part.dataset['live'] ?? '').watch();
  }
}

class Live {
  private timer = 0;
  private sent = 0;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly part: HTMLElement,
    /** The value of the button that only looks. */
    private readonly look: string,
  ) {}

  watch(): void {
    this.form.addEventListener('input', () => {
      this.sent++;
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.refresh(), WAIT_MS);
    });
  }

  /** What comes late, after more was typed, is dropped. */
  private async refresh(): Promise<void> {
    const turn = this.sent;
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) if (typeof value === 'string') body.append(name, value);
    body.append('_do', this.look);
    this.part.setAttribute('aria-busy', 'true');
    try {
      const answer = await fetch(location.href, { method: 'POST', body });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const fresh = page.getElementById(this.part.id);
      if (turn === this.sent && fresh) this.show(fresh);
    } catch {
      // Without a connection the button is still there, and says what is wrong.
    } finally {
      this.part.removeAttribute('aria-busy');
    }
  }

  /** The cursor stays where it is, also within the part itself. */
  private show(fresh: HTMLElement): void {
    const { activeElement } = document;
    const name = this.part.contains(activeElement) ? activeElement?.getAttribute('name') : null;
    this.part.replaceChildren(...fresh.childNodes);
    if (name) this.part.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"]`)?.focus();
  }
}
