/** Stands for the icons in tests: they come with all of JupyterLab's components, which need a browser. */
const icon = { element: () => undefined };

export {
  icon as backIcon,
  icon as closeIcon,
  icon as commentIcon,
  icon as ellipsesIcon,
  icon as followIcon,
  icon as lassoIcon,
  icon as noteIcon
};
