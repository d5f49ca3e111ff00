// Words for people come from the page, never from a script: `<template data-draft-words>` holds them by name.

/** Looks words up by name and fills in what stands in braces. */
export type Words = (name: string, values?: Record<string, string>) => string;

/** The words of a page. A missing name gives nothing rather than a foreign text. */
export function wordsOf(document: Document): Words {
  const template = document.querySelector<HTMLTemplateElement>("template[data-draft-words]");
  return (name, values = {}) => fill(template?.content.querySelector(`[data-word="${name}"]`)?.textContent ?? "", values);
}

/** Puts values into the places named in braces, such as {time}. */
export function fill(text: string, values: Record<string, string>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
