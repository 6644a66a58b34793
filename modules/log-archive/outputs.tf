output "arn" {
  description = "ARN of the bucket."
  value       = plinth_log_archive.this.arn
}

output "id" {
  description = "ID by which the resource is imported."
  value       = plinth_log_archive.this.id
}

output "kms_key_arn" {
  description = "ARN of the key that encrypts new objects; null with `sse_algorithm = \"AES256\"`."
  value       = plinth_log_archive.this.kms_key_arn
}
