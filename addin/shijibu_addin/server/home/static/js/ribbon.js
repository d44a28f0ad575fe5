// The ribbon's only button opens the task pane; the manifest says so and no script is needed.
