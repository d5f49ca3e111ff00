// The fields of a form as plain values: reading, writing back, comparing, joining.

/** The value of a field: a list where several boxes of one name are ticked, null where the server tells of nothing. */
export type Value = string | string[] | null;

/** Values by field name. */
export type Fields = Record<string, Value>;

/** What a form holds now. Files and passwords are left out. An empty list stands for "none of the boxes". */
export function readFields(form: HTMLFormElement): Fields {
  const fields: Fields = {};
  for (const element of form.elements) {
    if (!isField(element)) continue;
    const { name } = element;
    if (element instanceof HTMLInputElement && element.type === "checkbox") {
      const list = asList(fields[name]);
      fields[name] = element.checked ? [...list, element.value] : list;
    } else if (element instanceof HTMLInputElement && element.type === "radio") {
      fields[name] = element.checked ? element.value : (fields[name] ?? "");
    } else {
      fields[name] = element.value;
    }
  }
  return fields;
}

/** Puts values back into a form; fields that are not named stay as they are. */
export function writeFields(form: HTMLFormElement, fields: Fields): void {
  for (const element of form.elements) {
    if (!isField(element)) continue;
    const value = fields[element.name];
    if (value === undefined) continue;
    if (element instanceof HTMLInputElement && (element.type === "checkbox" || element.type === "radio")) {
      element.checked = asList(value).includes(element.value);
    } else {
      element.value = asList(value).join("\n");
    }
    element.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** The names of fields whose values differ. A field that one side does not have is no difference. */
export function differing(one: Fields, other: Fields): string[] {
  return Object.keys(one).filter((name) => other[name] !== undefined && textOf(one[name]) !== textOf(other[name]));
}

/** Mine, with their words under mine wherever both wrote prose and neither holds the other. */
export function joined(mine: Fields, theirs: Fields, isProse: (name: string) => boolean): Fields {
  const result: Fields = { ...mine };
  for (const name of differing(mine, theirs)) {
    const [here, there] = [textOf(mine[name]), textOf(theirs[name])];
    if (here.trim() === "") result[name] = theirs[name] ?? "";
    else if (isProse(name) && !here.includes(there)) result[name] = there.includes(here) ? there : `${here}\n\n${there}`;
  }
  return result;
}

/** A value as one text. */
export function textOf(value: Value | undefined): string {
  return asList(value).join(", ").replaceAll("\r\n", "\n");
}

function asList(value: Value | undefined): string[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

function isField(element: Element): element is Field {
  if (element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement) return element.name !== "";
  const skipped = ["file", "password", "submit", "button", "reset", "image"];
  return element instanceof HTMLInputElement && element.name !== "" && !skipped.includes(element.type);
}
