import type { Sample } from './alert.ts';
import { type DirectoryEvent, type Target, targetOf } from './event.ts';

/** What to call a thing: its name, or the vendor's id where no name is told. */
export function nameOf(target: Target | undefined, otherwise = 'something'): string {
  return target?.name || target?.id || otherwise;
}

/**
 * Who did it and through what, in words. Only for events of somebody who is signed in: the actor's name of a failed
 * sign-in may be a password.
 */
export function whoDid({ actor }: Pick<DirectoryEvent, 'actor'>): string {
  if (actor === null) return 'actor pending';
  const name = actor.name || actor.id;
  switch (actor.kind) {
    case 'person':
      return name ?? 'somebody';
    case 'token':
      return name === null ? 'an API token' : `an API token of ${name}`;
    case 'app':
      return name === null ? 'an app' : `the app ${name}`;
    case 'rule':
      return name === null ? 'a group rule' : `the group rule ${name}`;
    case 'import':
      return name === null ? 'an import' : `an import (${name})`;
    case 'system':
      return 'the provider itself';
    case 'unknown':
      return 'an unknown actor';
  }
}

/** One line of evidence; the event's id, so that the same event told better replaces it. */
export function lineOf({ id }: Pick<DirectoryEvent, 'id'>, text: string): Sample {
  return { id, text };
}

/** `2026-11-25 02:10 UTC`: the vendor's clock. */
export function whenOf({ at }: Pick<DirectoryEvent, 'at'>): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

export interface NamedApp {
  readonly id: string;
  readonly name: string;
}

/** The app that an event is about; provisioning events of Entra may name the job only. */
export function appIn(event: DirectoryEvent): NamedApp {
  const target = targetOf(event, 'app');
  const { appName, jobId } = event.detail;
  const id = target?.id ?? jobId ?? appName ?? 'unknown-app';
  return { id, name: target?.name || appName || id };
}
