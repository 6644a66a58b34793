terraform {
  required_version = ">= 1.11.0"

  required_providers {
    plinth = {
      source  = "plinth/plinth"
      version = ">= 0.1.0"
    }
  }
}
