/// <reference lib="dom" />
/** Keys for people who enter much: a letter goes to a page or a field, in a date a day on and back. They can be turned off. */
import { addDays } from '../../../domain/calendar';
import { canBeShown, dateTyped } from '../forms/dates';

const STORED = 'sureg.keys';

/** Single letters must not be in the way of those who speak to their machine: they are off when that was chosen. */
function areOn(): boolean {
  return localStorage.getItem(STORED) !== 'off';
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, select, textarea, [contenteditable]') !== null;
}

/** What a key stands for on this page. */
function placeOf(key: string): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>('[data-key]')].find((place) => place.dataset['key'] === key);
}

function goTo(place: HTMLElement): void {
  place.focus();
  if (!isTyping(place)) place.click();
}

/** A date field understands `t` as today, `+` and `-` as a day on and back. */
function stepDate(field: HTMLInputElement, event: KeyboardEvent): void {
  const { today = '' } = field.dataset;
  const step = { '+': 1, '=': 1, '-': -1, t: 0, T: 0 }[event.key];
  if (step === undefined || today === '') return;
  event.preventDefault();
  field.value = step === 0 || field.value === '' ? addDays(today, step) : addDays(field.value, step);
  field.dispatchEvent(new Event('change', { bubbles: true }));
}

function pasteDate(event: ClipboardEvent): void {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || field.type !== 'date') return;
  const date = dateTyped(event.clipboardData?.getData('text/plain') ?? '', field.dataset['today']);
  if (date === '' || !canBeShown(date)) return;
  event.preventDefault();
  field.value = date;
  field.dispatchEvent(new Event('change', { bubbles: true }));
}

/** The list of this page's keys, with the switch. */
function fill(dialog: HTMLDialogElement): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-key]')].map((place) => {
    const row = document.createElement('li');
    const key = document.createElement('kbd');
    key.textContent = place.dataset['key'] ?? '';
    row.append(key, ` ${place.dataset['keyName'] ?? place.textContent.trim()}`);
    return row;
  });
  dialog.querySelector('ul')?.replaceChildren(...rows);
  const on = dialog.querySelector('input');
  if (on) on.checked = areOn();
}

function pressed(event: KeyboardEvent, dialog: HTMLDialogElement): void {
  if (event.isComposing || event.altKey || event.metaKey) return;
  const { target } = event;
  if (event.ctrlKey) {
    const again =
      event.key === 'Enter' && isTyping(target) ? document.querySelector<HTMLElement>('[data-again]') : null;
    if (again) {
      event.preventDefault();
      again.click();
    }
    return;
  }
  if (target instanceof HTMLInputElement && target.type === 'date') return stepDate(target, event);
  if (isTyping(target) || dialog.open) return;
  if (event.key === '?') dialog.showModal();
  const place = areOn() ? placeOf(event.key) : undefined;
  if (!place) return;
  event.preventDefault();
  goTo(place);
}

/** Begins to listen where the page has a list of keys. */
export function listen(): void {
  const dialog = document.querySelector<HTMLDialogElement>('#keys');
  const open = document.querySelector<HTMLElement>('#keys-open');
  if (!dialog || !open) return;
  open.hidden = false;
  open.addEventListener('click', () => dialog.showModal());
  dialog.addEventListener('beforetoggle', () => fill(dialog));
  dialog
    .querySelector('input')
    ?.addEventListener('change', (event) =>
      localStorage.setItem(STORED, (event.target as HTMLInputElement).checked ? 'on' : 'off'),
    );
  document.addEventListener('keydown', (event) => pressed(event, dialog));
  document.addEventListener('paste', pasteDate);
}
