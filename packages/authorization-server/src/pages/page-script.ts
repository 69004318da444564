/** Keeps the count in "Allow selected (1 of 2)" true while ticks change. The page works without it. */
export const pageScript = `const button = document.querySelector('#consent button[data-label]');
const ticks = [...document.querySelectorAll('#consent input[name=scope]')];
const update = () => {
  const ticked = ticks.filter((tick) => tick.checked).length;
  button.textContent = button.dataset.label + ' (' + ticked + ' of ' + ticks.length + ')';
};
if (button && ticks.length > 0) {
  for (const tick of ticks) tick.addEventListener('change', update);
  addEventListener('pageshow', update);
  update();
}
`;
