//! Derives for `tfplugin`.
