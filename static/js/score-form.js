// The form of the open criterion: its points, its explanation, and the claim that it does not apply.

/** @import { Draft, SavedForm, SaveState } from "./form-saver.js" */
/** @import { ScoreValues } from "./save-request.js" */
import { criterion } from "./criterion-tree.js";
import { element, field, find, findAll } from "./dom.js";

/** @implements {SavedForm<ScoreValues>} */
export class ScoreForm {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.element = form;
    this.name = criterion().dataset.draft ?? "";
    this.url = form.getAttribute("action") ?? "";
    this.key = criterion().dataset.key ?? "";
    this.points = field(form, "id_points", HTMLInputElement);
    this.explanation = field(form, "explanation", HTMLTextAreaElement);
    this.seenVersion = field(form, "seen_version", HTMLInputElement);
    /** Most criteria allow no such claim. */
    this.claim = find("#id_not_applicable", HTMLInputElement, form);
  }

  values() {
    return { points: this.points.value, explanation: this.explanation.value, claimed: this.claim?.checked ?? false };
  }

  /** Whether the fields differ from what the portal rendered: typed before the scripts had loaded. */
  get isTouched() {
    const { points, explanation, claim } = this;
    const isOther = points.value !== points.defaultValue || explanation.value !== explanation.defaultValue;
    return isOther || (claim !== null && claim.checked !== claim.defaultChecked);
  }

  version() {
    return this.seenVersion.value;
  }

  /** @param {string | number} version */
  setVersion(version) {
    this.seenVersion.value = String(version);
  }

  /** @param {Draft<ScoreValues>} draft */
  fill(draft) {
    this.points.value = draft.points;
    this.explanation.value = draft.explanation;
    if (this.claim) this.claim.checked = Boolean(draft.claimed);
    this.setVersion(draft.version);
  }

  /** Mark the fields that the response on the page refuses. */
  markRefused() {
    const refused = find("#save-answer [data-fields]", HTMLElement)?.dataset.fields?.split(" ") ?? [];
    for (const input of [this.points, this.explanation, this.claim]) {
      if (input && refused.includes(input.name)) input.setAttribute("aria-invalid", "true");
      else input?.removeAttribute("aria-invalid");
    }
  }

  submit() {
    window.htmx.trigger(this.element, "portal:save", null);
  }

  /** @param {SaveState} state */
  show(state) {
    const isBad = state !== "typing" && state !== "saving" && state !== "stored";
    if (isBad || state === "stored") showUnsaved(this.key, isBad);
    if (state === "stored") return; // the response has its own status line
    const line = element("save-state", HTMLElement);
    line.textContent = find("#work-bar", HTMLElement)?.dataset[state] ?? "";
    line.classList.toggle("is-bad", isBad);
    line.classList.remove("is-saved");
  }

  /** The explanation is then the reason of a claim, which is sent whole once its field is left: the trail quotes it. */
  get isClaimed() {
    return this.claim !== null && this.claim.checked && this.claim.hasAttribute("data-needs-reason");
  }

  /** A claim needs its reason before it can be stored. */
  get needsReason() {
    return this.isClaimed && this.explanation.value.trim() === "";
  }

  /** Press the quick choice that equals the points; none while the criterion is claimed not to apply. */
  updateChoices() {
    const points = this.points.value.trim().replace(".", ",");
    for (const choice of findAll(".quick-choice", HTMLButtonElement)) {
      choice.setAttribute("aria-pressed", String(choice.dataset.points?.replace(".", ",") === points));
    }
    const isClaimed = this.claim?.checked ?? false;
    findAll(".quick-choice", HTMLButtonElement, this.element).forEach((choice) => (choice.disabled = isClaimed));
    this.points.disabled = isClaimed;
  }
}

/**
 * Mark the row of a criterion in the list as not stored.
 *
 * @param {string} key
 * @param {boolean} isUnsaved
 */
export function showUnsaved(key, isUnsaved) {
  document.getElementById(`row-${key}`)?.classList.toggle("is-unsaved", isUnsaved);
}
